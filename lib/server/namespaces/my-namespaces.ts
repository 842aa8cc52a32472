import { LRUCache } from 'lru-cache'
import { type HeldNamespaces, type MyNamespaces, withMore } from '#domain/my-namespaces.ts'
import type { CapabilityService } from '../access/capability-service.ts'
import { everywhere } from '../access/held-rules.ts'
import { identityKey } from '../identity-key.ts'
import type { Session } from '../services.ts'
import { listedNamespaces, type NamespaceSourceDeps, namespaceSources } from './namespace-sources.ts'

/**
 * The namespaces that the session's user works in: all of them where they may be listed; else those that the cluster tells of and
 * those `named` by the user or their kubeconfig, as far as something there is open to them. Never throws: what could not be asked
 * tells of nothing, and what could not be decided stands as open.
 */
export type FindMyNamespaces = (session: Session, named: readonly string[]) => Promise<MyNamespaces>

/** Those of them where the user holds more than in the whole cluster. Throws AppError where that could not be asked. */
export type FindHeldNamespaces = (session: Session, named: readonly string[]) => Promise<HeldNamespaces>

/** A new namespace is there after so long at most. */
const rememberMs = 30_000
/** Each is a question of its own; of who has more, those named come first. */
const mostLookedInto = 2_000
/** So many are looked into each time: their rights are remembered for seconds anyway. */
const few = 200

export function createMyNamespaces(deps: NamespaceSourceDeps & { capabilities: Pick<CapabilityService, 'inNamespaces'>; now: () => number }): {
  find: FindMyNamespaces
  findHeld: FindHeldNamespaces
} {
  const sources = namespaceSources(deps)
  const remembered = new LRUCache<string, Promise<Known>>({ max: 2_000, ttl: rememberMs, ttlResolution: 0, perf: { now: deps.now } })
  /** What was found in all that are known; gone with them. */
  const lookedInto = new WeakMap<readonly string[], Promise<HeldNamespaces>>()

  async function ask(session: Session): Promise<Known> {
    const listed = await listedNamespaces(session, deps)
    if (listed !== null) return { listable: true, names: listed.sort(), isWhole: true }
    const found = await Promise.allSettled(sources.map(source => source(session)))
    const names = found.flatMap(outcome => (outcome.status === 'fulfilled' ? outcome.value : []))
    return { listable: false, names: [...new Set(names)], isWhole: found.every(({ status }) => status === 'fulfilled') }
  }

  function askOnce(session: Session): Promise<Known> {
    const key = identityKey(session.identity)
    const held = remembered.get(key)
    if (held) return held
    const asked = ask(session)
    remembered.set(key, asked)
    const forget = (): void => void (remembered.peek(key) === asked && remembered.delete(key))
    asked.then(({ isWhole }) => isWhole || forget(), forget)
    return asked
  }

  function known(session: Session): Promise<Known> {
    return askOnce(session).catch(() => ({ listable: false, names: [], isWhole: false }))
  }

  async function lookInto(session: Session, namespaces: readonly string[]): Promise<HeldNamespaces> {
    if (namespaces.length === 0) return { held: [], unlooked: [] }
    const capabilities = await deps.capabilities.inNamespaces(session, [everywhere, ...namespaces.slice(0, mostLookedInto)])
    return { held: withMore(capabilities.get(everywhere) ?? {}, capabilities), unlooked: namespaces.filter(namespace => !capabilities.has(namespace)) }
  }

  function lookIntoAll(session: Session, names: readonly string[]): Promise<HeldNamespaces> {
    const held = names.length > few ? lookedInto.get(names) : undefined
    if (held) return held
    const asked = lookInto(session, names)
    lookedInto.set(names, asked)
    asked.catch(() => lookedInto.delete(names))
    return asked
  }

  return {
    async find(session, named) {
      const { listable, names } = await known(session)
      if (listable) return { listable, open: names, closed: [] }
      const candidates = [...new Set([...named, ...names])]
      const capabilities = await deps.capabilities.inNamespaces(session, candidates.slice(0, mostLookedInto)).catch(() => null)
      const isOpen = (namespace: string): boolean => {
        const held = capabilities?.get(namespace)
        return !held || Object.keys(held).length > 0
      }
      const wasNamed = new Set(named)
      return {
        listable,
        open: candidates.filter(isOpen).sort(),
        closed: candidates.filter(namespace => !isOpen(namespace) && wasNamed.has(namespace)).sort(),
      }
    },
    async findHeld(session, named) {
      const { names } = await known(session)
      const [first, others] = await Promise.all([lookInto(session, named), lookIntoAll(session, names)])
      const wasNamed = new Set(named)
      const unnamed = (namespaces: readonly string[]): string[] => namespaces.filter(namespace => !wasNamed.has(namespace))
      return { held: [...first.held, ...unnamed(others.held)], unlooked: [...first.unlooked, ...unnamed(others.unlooked)] }
    },
  }
}

/** `isWhole`: all was asked that can be. */
type Known = { listable: boolean; names: readonly string[]; isWhole: boolean }
