import { useEffect, useState } from 'react'
import type { KubeObject } from '#contract/kubernetes.ts'
import type { LiveState } from '#domain/live-state.ts'
import { shareEqual } from '#domain/share-equal.ts'
import { followObject } from './follow-object.ts'

export type LiveObject = {
  object: KubeObject
  state: LiveState
  /** When it was deleted while open (epoch milliseconds), else null. `object` then is its last state. */
  goneAtMs: number | null
}

/** One object kept as the cluster has it. */
export function useLiveObject({ group, version, resource }: { group: string; version: string; resource: string }, initial: KubeObject): LiveObject {
  const [object, setObject] = useState(initial)
  const [state, setState] = useState<LiveState>({ kind: 'connecting' })
  const [goneAtMs, setGoneAtMs] = useState<number | null>(null)

  useEffect(() => {
    const stop = new AbortController()
    const { namespace, name } = initial.metadata
    setObject(initial)
    setGoneAtMs(null)
    void followObject(
      {
        target: { resource: { group, version, resource }, namespace, name },
        object: initial,
        onObject(next) {
          setObject(shown => shareEqual(shown, next))
          setGoneAtMs(null)
        },
        onGone: () => setGoneAtMs(Date.now()),
        onState: setState,
      },
      stop.signal,
    )
    return () => stop.abort()
  }, [group, version, resource, initial])

  return { object, state, goneAtMs }
}
