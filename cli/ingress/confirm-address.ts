import { getCACertificates } from 'node:tls'
import { Client } from 'undici'
import { loginMethodsSchema } from '../../lib/contract/login.ts'
import { withHint } from '../io/report-error.ts'
import { failureReason } from '../kube/connection-error.ts'
import { parseJson } from '../kube/status.ts'

const path = '/api/v1/login/methods'
/** The answer is a few hundred bytes; whatever is longer is something else. */
const longestBytes = 65_536

const reachHint = 'Check the address, and the network or VPN. NODE_EXTRA_CA_CERTS names a file with an authority that this computer does not know.'

export type Confirmation = { url: string; clusterId: string; timeoutMs?: number }

/**
 * Makes sure that Latchkey of the cluster with this id answers at `url`, before a browser is sent there with a sign-in.
 * Nothing of the user goes with the question. Trusted are the authorities of Node, of the system and of NODE_EXTRA_CA_CERTS.
 * @throws NOT_READY where nobody answers, USAGE where something else does, or Latchkey of another cluster
 */
export async function confirmAddress({ url, clusterId, timeoutMs = 15_000 }: Confirmation): Promise<void> {
  const { status, text } = await ask(url, timeoutMs)
  if (status >= 500) {
    throw withHint(
      'NOT_READY',
      `Latchkey does not answer at ${url}: the answer to ${path} there is ${status}.`,
      'Check the ingress and what it forwards to, or leave out --url.',
    )
  }
  const methods = status === 200 && text !== null ? loginMethodsSchema.safeParse(parseJson(text)) : null
  if (!methods?.success) {
    const answer = status === 200 ? 'what it says of itself is not what Latchkey says' : `the answer to ${path} there is ${status}`
    throw withHint('USAGE', `There is no Latchkey at ${url}: ${answer}.`, 'Give --url the address that the ingress serves Latchkey at, with its path.')
  }
  if (methods.data.clusterId === clusterId) return
  throw withHint(
    'USAGE',
    `Latchkey at ${url} is that of another cluster: it has the id ${methods.data.clusterId}, the cluster of the kubeconfig has ${clusterId}.`,
    'Give --context the cluster of that address, or --url the address of this cluster.',
  )
}

async function ask(url: string, timeoutMs: number): Promise<{ status: number; text: string | null }> {
  const { origin, pathname } = new URL(url)
  const ca = [...getCACertificates('default'), ...getCACertificates('system')]
  const client = new Client(origin, { connect: { ca, rejectUnauthorized: true, timeout: 10_000 } })
  try {
    // A redirect is an answer like any other: where it leads is not what the user named.
    const { statusCode, body } = await client.request({
      method: 'GET',
      path: `${pathname.replace(/\/+$/, '')}${path}`,
      headers: { accept: 'application/json', 'user-agent': 'latchkey' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    let text = ''
    for await (const chunk of body.setEncoding('utf8')) {
      text += chunk
      if (text.length > longestBytes) return { status: statusCode, text: null }
    }
    return { status: statusCode, text }
  } catch (thrown) {
    const reason = thrown instanceof Error && thrown.name === 'TimeoutError' ? 'there was no answer in time' : failureReason(thrown).text
    throw withHint('NOT_READY', `Latchkey cannot be reached at ${url}: ${reason}.`, reachHint, thrown)
  } finally {
    await client.destroy()
  }
}
