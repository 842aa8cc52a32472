import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { OwnClient } from '../kube/own-client.ts'

const resources = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']
/** Changes of one `kubectl apply` come together. */
const debounceMs = 200
const retryMs = 30_000

/** Calls `onChange` soon after any object of RBAC has changed, where the server may watch them. Never throws. */
export async function watchRbac(client: OwnClient, onChange: () => void, logger: Logger, signal: AbortSignal): Promise<void> {
  let isWaiting = false
  const note = (): void => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      isWaiting = false
      onChange()
    }, debounceMs).unref()
  }
  async function watch(resource: string): Promise<void> {
    while (!signal.aborted) {
      // Without a resource version it begins with all there are: what changed while nobody looked is among them.
      await client.watch(`/apis/rbac.authorization.k8s.io/v1/${resource}?watch=1`, note, note, signal).catch((error: unknown) => {
        if (!signal.aborted) logger.info({ event: 'rbac-unwatched', resource, err: error }, 'changes of RBAC are noticed later, by reviews alone')
      })
      await delay(retryMs * Math.random(), undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  await Promise.all(resources.map(watch))
}
