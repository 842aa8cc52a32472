import type { Logger } from 'pino'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import type { ErrorCode } from '#errors/codes.ts'
import { type CacheLimits, createByteBudget } from './byte-budget.ts'
import type { ListSourceClient } from './list-source.ts'
import { type WatchedList, watchList } from './watched-list.ts'

/** Whose list: an identity's own (its key), or the server's, of which everybody is shown what reviews allow. */
export type ListOwner = { key: string; source: ListSourceClient }

export type ListPool = {
  /**
   * The list, begun where there is none yet; where it is refused for now, why. `isGlance`: it is looked through in passing, with many others,
   * and takes nobody's place; what was only glanced at yields its place to what is opened.
   */
  open(owner: ListOwner, resource: ServedResource, namespace: string | null, isGlance?: boolean): WatchedList | { code: ErrorCode; reason: string }
  /** The list where there is one. */
  find(owner: ListOwner, resource: ServedResource, namespace: string | null, isGlance?: boolean): WatchedList | null
  /** Keeps it from ending idle, until the returned function is called. */
  hold(list: WatchedList): () => void
  /** Rights may have changed: what was refused may be tried again. */
  forgetRefusals(): void
  metrics(): { lists: number; objects: number; bytes: number; refused: number }
  close(): void
}

export type ListPoolDeps = { logger: Logger; now: () => number; limits: CacheLimits; idleMs?: number }

/** Lists of one identity at once; each takes a watch of those that it may hold open. */
const mostListsOfOne = 40
const mostLists = 400
/** How long a refusal is remembered. */
const refusedMs: Partial<Record<ErrorCode, number>> = { TOO_MANY_REQUESTS: 60_000, METHOD_NOT_ALLOWED: 60_000, IDENTITY_REFUSED: 60_000 }
const refusedOtherwiseMs = 5_000
/** A list that was looked at just now is not ended to make room. */
const freshMs = 5_000

type Held = { list: WatchedList; owner: string; holders: number; usedAtMs: number; isGlance: boolean }

export function createListPool({ logger, now, limits, idleMs = 60_000 }: ListPoolDeps): ListPool {
  const lists = new Map<string, Held>()
  const refused = new Map<string, { code: ErrorCode; reason: string; untilMs: number }>()
  const budget = createByteBudget(limits, endOldestIdle)

  function used(held: Held, isGlance: boolean): void {
    held.usedAtMs = now()
    held.isGlance &&= isGlance
  }
  const isIdle = ({ holders, usedAtMs }: Held): boolean => holders === 0 && now() - usedAtMs > freshMs
  function endOldest(held: readonly Held[]): boolean {
    const [first, ...others] = held
    if (!first) return false
    others.reduce((oldest, each) => (each.usedAtMs < oldest.usedAtMs ? each : oldest), first).list.close()
    return true
  }
  function endOldestIdle(kind?: string): boolean {
    return endOldest([...lists.values()].filter(held => isIdle(held) && (kind === undefined || resourceKey(held.list.resource) === kind)))
  }
  /** Of all (or one owner's): what was glanced at goes first, then what nobody has looked at for a moment. */
  function yieldPlace(owner: string | null): boolean {
    const held = [...lists.values()].filter(each => owner === null || each.owner === owner)
    return endOldest(held.filter(({ holders, isGlance }) => holders === 0 && isGlance)) || endOldest(held.filter(isIdle))
  }

  function begin(key: string, owner: ListOwner, resource: ServedResource, namespace: string | null, isGlance: boolean): WatchedList {
    const log = (event: string, details: Record<string, unknown>): void =>
      logger.info({ event, resource: resourceKey(resource), namespace, ...details }, 'a list of the cache ended, or its watch, which is begun again')
    const list = watchList({ source: owner.source, resource, namespace, share: budget.share(resource), now, log })
    lists.set(key, { list, owner: owner.key, holders: 0, usedAtMs: now(), isGlance })
    list.onBroken(() => {
      if (lists.get(key)?.list === list) lists.delete(key)
      const state = list.state()
      if (state.is !== 'BROKEN' || state.code === 'NOT_READY') return
      refused.set(key, { code: state.code, reason: state.reason, untilMs: now() + (refusedMs[state.code] ?? refusedOtherwiseMs) })
    })
    return list
  }

  function tick(): void {
    for (const { list, holders, usedAtMs } of [...lists.values()]) {
      if (holders === 0 && now() - usedAtMs > idleMs) list.close()
      else list.tick()
    }
    for (const [key, { untilMs }] of refused) if (untilMs <= now()) refused.delete(key)
  }
  const timer = setInterval(tick, 1_000).unref()

  function heldOf(list: WatchedList): Held | undefined {
    for (const held of lists.values()) if (held.list === list) return held
    return undefined
  }

  return {
    open(owner, resource, namespace, isGlance = false) {
      const key = keyOf(owner, resource, namespace)
      const held = lists.get(key)
      if (held) {
        used(held, isGlance)
        return held.list
      }
      const refusal = refused.get(key)
      if (refusal && refusal.untilMs > now()) return { code: refusal.code, reason: refusal.reason }
      const ofOwner = [...lists.values()].filter(each => each.owner === owner.key).length
      const full = ofOwner >= mostListsOfOne ? { of: owner.key } : lists.size >= mostLists ? { of: null } : null
      if (full && (isGlance || !yieldPlace(full.of))) return { code: 'TOO_MANY_REQUESTS', reason: 'Not cached: as many lists are cached as may be.' }
      return begin(key, owner, resource, namespace, isGlance)
    },
    find(owner, resource, namespace, isGlance = false) {
      const held = lists.get(keyOf(owner, resource, namespace))
      if (held) used(held, isGlance)
      return held?.list ?? null
    },
    hold(list) {
      const held = heldOf(list)
      if (!held) return () => undefined
      held.holders += 1
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        held.holders -= 1
        held.usedAtMs = now()
      }
    },
    forgetRefusals() {
      for (const [key, { code }] of refused) if (code === 'FORBIDDEN' || code === 'BEYOND_LATCHKEY' || code === 'TAKING_UP') refused.delete(key)
    },
    metrics: () => ({
      lists: lists.size,
      objects: [...lists.values()].reduce((sum, { list }) => sum + list.index.size, 0),
      bytes: budget.bytes,
      refused: refused.size,
    }),
    close() {
      clearInterval(timer)
      for (const { list } of [...lists.values()]) list.close()
    },
  }
}

function keyOf(owner: ListOwner, { group, version, resource }: ServedResource, namespace: string | null): string {
  return JSON.stringify([owner.key, group, version, resource, namespace])
}
