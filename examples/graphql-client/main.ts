import { setTimeout as delay } from 'node:timers/promises'
import { type Certificate, type CertificateBatch, type CertificateList, followCertificates, listCertificates } from './certificates.ts'
import { follow, OperationFailed, run, type Server } from './latchkey.ts'

// node examples/graphql-client/main.ts list      every certificate, page by page, the worst first
// node examples/graphql-client/main.ts follow    the same as they change, over breaks, until Ctrl-C
// LATCHKEY_URL: a dashboard (`latchkey proxy` opens one at a port of this computer), LATCHKEY_SESSION: `latchkey login -o json`, its `token`.
const server: Server = { url: process.env['LATCHKEY_URL'] ?? '', token: process.env['LATCHKEY_SESSION'] ?? '' }
const pageSize = 100
/** Refusals that pass by themselves (docs/errors). */
const passing = ['CLUSTER_UNREACHABLE', 'TIMEOUT', 'NOT_READY', 'TOO_MANY_REQUESTS']

async function list(): Promise<void> {
  let after: string | null = null
  do {
    const data: CertificateList = await run<CertificateList>(server, listCertificates, { first: pageSize, after })
    const { items, pageInfo } = data.cert__manager_io.v1.certificates
    for (const certificate of items) print(certificate)
    after = pageInfo.endCursor
  } while (after !== null)
}

/** Goes on from the last token after a break: what changed meanwhile comes as a delta, or all there is as a snapshot. */
async function keepFollowing(signal: AbortSignal): Promise<void> {
  let resumeFrom: string | null = null
  while (!signal.aborted) {
    try {
      for await (const { cert__manager_io_v1_certificates: batch } of follow<CertificateBatch>(server, followCertificates, { resumeFrom }, signal)) {
        if (batch.isFirst && batch.type === 'SNAPSHOT') process.stdout.write('--- all there is\n')
        for (const { type, key, object } of batch.changes) {
          if (object) print(object, type)
          else process.stdout.write(`${type} ${key}\n`)
        }
        if (batch.token !== '') resumeFrom = batch.token
        if (batch.isComplete) process.stdout.write('--- live\n')
      }
    } catch (error) {
      if (signal.aborted) return
      // What is not a refusal is a connection that broke.
      if (error instanceof OperationFailed && !error.errors.every(({ extensions }) => passing.includes(extensions.code))) throw error
      process.stderr.write(`${String(error)}; going on in a second\n`)
    }
    await delay(1_000, undefined, { signal }).catch(() => undefined)
  }
}

function print({ metadata, spec, status, _health }: Certificate, type = ''): void {
  const names = spec?.dnsNames?.join(',') ?? ''
  process.stdout.write(`${[type, `${metadata?.namespace}/${metadata?.name}`, _health.level, status?.notAfter ?? 'never issued', names].join(' ').trim()}\n`)
}

const [command = 'list'] = process.argv.slice(2)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
try {
  if (server.url === '' || server.token === '') throw new Error('set LATCHKEY_URL and LATCHKEY_SESSION')
  if (command === 'list') await list()
  else if (command === 'follow') await keepFollowing(stop.signal)
  else throw new Error(`no such command: ${command}`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
