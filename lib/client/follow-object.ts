import type { KubeObject } from '#contract/kubernetes.ts'
import { type ObjectNowAnswer, type ObjectTarget, type ObjectWatchAnswer, objectNowOperation, objectWatchOperation } from '#contract/operations/object.ts'
import { isAppError } from '#domain/failure.ts'
import { nameSelector } from '#domain/field-selector.ts'
import { wholeData } from '#domain/graphql-answer.ts'
import type { LiveState } from '#domain/live-state.ts'
import { compareResourceVersions } from '#domain/resource-version.ts'
import { queryData } from './graphql-request.ts'
import { followLive } from './live-loop.ts'
import { readSubscription } from './subscription.ts'

/** An object that something shows. */
export type ShownObject = {
  target: ObjectTarget
  /** As it is shown already. */
  object: KubeObject
  onObject: (object: KubeObject) => void
  /** The cluster has it no longer. One of the same name may come after it. */
  onGone: () => void
  onState: (state: LiveState) => void
}

/** Keeps an object as the cluster has it, until `signal` aborts. */
export async function followObject({ target: { name, ...scope }, object, onObject, onGone, onState }: ShownObject, signal: AbortSignal): Promise<void> {
  let shown = object.metadata
  let token = shown.resourceVersion ?? ''
  let isGone = false
  /** It was told to be gone, and nobody has looked yet. */
  let isInDoubt = false

  function show(next: KubeObject): void {
    const { uid, resourceVersion = '' } = next.metadata
    isInDoubt = false
    // A cache may be behind what was read of the cluster itself.
    if (!isGone && uid === shown.uid && compareResourceVersions(resourceVersion, shown.resourceVersion ?? '') < 0) return
    isGone = false
    shown = next.metadata
    onObject(next)
  }

  /** What a subscription tells to be gone may only be out of this user's sight, so the cluster is asked. */
  async function look(looking: AbortSignal): Promise<void> {
    try {
      show((await queryData<ObjectNowAnswer>(objectNowOperation, { ...scope, name }, looking)).object._raw)
    } catch (thrown) {
      if (looking.aborted || !isAppError(thrown) || thrown.code !== 'NOT_FOUND') throw thrown
      isInDoubt = false
      if (isGone) return
      isGone = true
      onGone()
    }
  }

  async function connect(onOpen: () => void, attempt: AbortSignal): Promise<void> {
    if (isInDoubt) await look(attempt)
    const over = new AbortController()
    const life = AbortSignal.any([attempt, over.signal])
    let isOpen = false
    let asking = new AbortController()
    function lookAgain(): void {
      asking.abort()
      asking = new AbortController()
      const looking = AbortSignal.any([life, asking.signal])
      look(looking).catch(thrown => {
        if (!looking.aborted) over.abort(thrown)
      })
    }
    const take = ({ watch }: ObjectWatchAnswer): void => {
      if (watch === null) return
      token = watch.token || token
      const last = watch.changes.at(-1)
      if (last?.object) {
        asking.abort()
        show(last.object._raw)
      } else if (!isGone && (last || (watch.type === 'SNAPSHOT' && watch.isComplete))) {
        isInDoubt = true
        lookAgain()
      }
    }
    const variables = { ...scope, fieldSelector: nameSelector(name), resumeFrom: token || null }
    await readSubscription(
      { query: objectWatchOperation.text, variables },
      answer => {
        const data = wholeData<ObjectWatchAnswer>(answer)
        take(data)
        // A snapshot tells nothing before it is whole.
        if (!isOpen && data.watch?.isComplete !== false) onOpen()
        isOpen ||= data.watch?.isComplete !== false
      },
      life,
    ).finally(() => over.abort())
  }

  function refresh(attempt: AbortSignal): Promise<void> {
    token = ''
    return look(attempt)
  }

  await followLive({ connect, refresh, onState }, signal)
}
