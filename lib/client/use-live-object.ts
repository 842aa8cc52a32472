import { useCallback, useEffect, useState } from 'react'
import type { KubeObject, WatchEvent } from '#contract/kubernetes.ts'
import { apiPath, type ObjectPath } from '#domain/api-path.ts'
import { isAppError } from '#domain/failure.ts'
import type { LiveState } from '#domain/live-state.ts'
import { AppError } from '#errors/app-error.ts'
import type { KubeStatus } from '#errors/status.ts'
import { kubeJson } from './request.ts'
import { followWatch } from './watch-loop.ts'

export type LiveObject = {
  object: KubeObject
  state: LiveState
  /** When it was deleted while open (epoch milliseconds), else null. `object` then is its last state. */
  goneAtMs: number | null
  /** Takes what an own write answered, so that the page does not wait for the watch. */
  replace: (object: KubeObject) => void
}

type ObjectEvent = WatchEvent<KubeObject | (KubeStatus & { kind: 'Status' })>

/** One object kept as the cluster has it, by a watch on its name. */
export function useLiveObject(target: ObjectPath & { name: string }, initial: KubeObject): LiveObject {
  const [object, setObject] = useState(initial)
  const [state, setState] = useState<LiveState>({ kind: 'connecting' })
  const [goneAtMs, setGoneAtMs] = useState<number | null>(null)
  const { group, version, resource, namespace, name } = target

  useEffect(() => {
    const stop = new AbortController()
    let resourceVersion = initial.metadata.resourceVersion ?? ''
    const take = (next: KubeObject) => {
      resourceVersion = next.metadata.resourceVersion ?? resourceVersion
      setObject(next)
      setGoneAtMs(null)
    }
    setObject(initial)
    setGoneAtMs(null)
    void followWatch<ObjectEvent>(
      {
        request: () => ({
          path: apiPath({ group, version, resource, namespace }),
          accept: 'application/json',
          query: { fieldSelector: `metadata.name=${name}`, resourceVersion },
        }),
        onState: setState,
        async relist(signal) {
          try {
            take(await kubeJson<KubeObject>(apiPath({ group, version, resource, namespace, name }), { signal }))
          } catch (thrown) {
            if (!isAppError(thrown) || thrown.code !== 'NOT_FOUND') throw thrown
            resourceVersion = ''
            setGoneAtMs(Date.now())
          }
        },
        apply(events) {
          for (const event of events) {
            if (event.type === 'ERROR' || event.object.kind === 'Status') {
              const status = event.object as KubeStatus
              throw new AppError(status.code === 410 ? 'GONE' : 'CLUSTER_UNREACHABLE', status.message)
            }
            const next = event.object as KubeObject
            if (event.type === 'BOOKMARK') resourceVersion = next.metadata.resourceVersion ?? resourceVersion
            else if (event.type === 'DELETED') {
              resourceVersion = next.metadata.resourceVersion ?? resourceVersion
              setGoneAtMs(Date.now())
            } else take(next)
          }
        },
      },
      stop.signal,
    )
    return () => stop.abort()
  }, [group, version, resource, namespace, name, initial])

  const replace = useCallback((next: KubeObject) => setObject(next), [])
  return { object, state, goneAtMs, replace }
}
