import { randomBytes } from 'node:crypto'
import { expect } from '@playwright/test'
import { cluster, kubectl } from './cluster.ts'

/** Each pod says which of its runs this is, and who it is; the one called `…-0` ends its first run. The image has Node and no shell. */
const program = `
const { readFileSync, writeFileSync } = require('node:fs')
let run = 1
try { run = Number(readFileSync('/count/run', 'utf8')) + 1 } catch {}
writeFileSync('/count/run', String(run))
const me = process.env.HOSTNAME
console.log('run ' + run + ' of ' + me)
if (run === 1 && me.endsWith('-0')) process.exit(7)
process.on('SIGTERM', () => process.exit(0))
setInterval(() => {}, 1000)`.trim()

/** A StatefulSet of two pods, of which `pods[0]` was restarted once and `pods[1]` never; in the namespace shop. */
export type RestartedPods = { name: string; pods: readonly [string, string]; remove(): void }

export async function createRestartedPods(): Promise<RestartedPods> {
  const name = `e2e-${randomBytes(4).toString('hex')}`
  const container = {
    ...{ name: 'counter', image: cluster.image, imagePullPolicy: 'IfNotPresent', command: ['node', '-e', program] },
    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, runAsUser: 65_532 },
    volumeMounts: [{ name: 'count', mountPath: '/count' }],
  }
  const spec = { automountServiceAccountToken: false, terminationGracePeriodSeconds: 1, containers: [container], volumes: [{ name: 'count', emptyDir: {} }] }
  kubectl(
    'admin',
    ['apply', '-f', '-'],
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, namespace: 'shop' },
      spec: {
        ...{ serviceName: name, replicas: 2, podManagementPolicy: 'Parallel', selector: { matchLabels: { e2e: name } } },
        template: { metadata: { labels: { e2e: name } }, spec },
      },
    }),
  )
  const remove = (): void => void kubectl('admin', ['-n', 'shop', 'delete', 'statefulset', name, '--ignore-not-found', '--wait=false'])
  const states = (): string =>
    kubectl('admin', [
      ...['-n', 'shop', 'get', 'pods', '-l', `e2e=${name}`, '--sort-by=.metadata.name', '-o'],
      'jsonpath={range .items[*]}{.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].ready} {end}',
    ])
  try {
    await expect.poll(states, { timeout: 60_000 }).toBe('1 true 0 true ')
  } catch (thrown) {
    remove()
    throw thrown
  }
  return { name, pods: [`${name}-0`, `${name}-1`], remove }
}
