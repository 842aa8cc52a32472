import { setTimeout as delay } from 'node:timers/promises'
import { withHint } from '../io/report-error.ts'
import { kubeJson } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { appName, labelSelector, namespaceName } from '../manifests/labels.ts'
import { type PodTrouble, podTroubles, type Rollout, readRollout } from './rollout-state.ts'

/**
 * Waits until every pod is of the new kind and ready; `tell` is given each change of state.
 * @throws ROLLOUT_FAILED saying what the pods wait for
 */
export async function waitForRollout(transport: KubeTransport, timeoutSeconds: number, tell: (progress: string) => void): Promise<void> {
  const endMs = performance.now() + timeoutSeconds * 1000
  let told = ''
  for (;;) {
    const rollout = await readDeployment(transport)
    if (rollout.done) return
    const troubles = podTroubles(await readPods(transport))
    // Names of pods belong in the final word; here two pods with one trouble are one line.
    const text = [rollout.text, ...new Set(troubles.map(({ reason }) => reason)), ...(rollout.failure ? [rollout.failure] : [])].join('; ')
    if (text !== told) tell(text)
    told = text
    if (performance.now() >= endMs) throw notReady(timeoutSeconds, rollout, troubles)
    await delay(1000)
  }
}

async function readDeployment(transport: KubeTransport): Promise<Rollout> {
  const { value } = await kubeJson(transport, { path: `/apis/apps/v1/namespaces/${namespaceName}/deployments/${appName}` })
  return readRollout(value)
}

async function readPods(transport: KubeTransport): Promise<unknown> {
  const query = new URLSearchParams({ labelSelector })
  return (await kubeJson(transport, { path: `/api/v1/namespaces/${namespaceName}/pods?${query}` })).value
}

function troubleText({ pod, reason, message }: PodTrouble): string {
  return `${pod}: ${reason}${message === '' ? '' : ` (${message})`}`
}

function notReady(timeoutSeconds: number, { text, failure }: Rollout, troubles: readonly PodTrouble[]): Error {
  const why = [...troubles.map(troubleText), ...(failure ? [failure] : [])]
  return withHint(
    'ROLLOUT_FAILED',
    `Latchkey did not become ready within ${timeoutSeconds} s: ${text}.${why.map(line => `\n  ${line}`).join('')}`,
    `\`kubectl -n ${namespaceName} describe pods\` tells more; \`latchkey install\` may be run again.`,
  )
}
