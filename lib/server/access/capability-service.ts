import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Capabilities } from '#contract/access.ts'
import type { Identity } from '#contract/identity.ts'
import { createLimiter } from '#domain/concurrency.ts'
import type { ServedResource } from '#domain/resource.ts'
import { identityKey } from '../identity-key.ts'
import { isServiceAccount } from '../kube/identity-headers.ts'
import { type OwnScope, type ScopeRefusal, takingUpMs } from '../kube/own-scope.ts'
import type { Caller } from '../kube/user-client.ts'
import type { PackedCapabilities } from '../session/session-token.ts'
import { askVerbBits } from './capability-bits.ts'
import { buildCatalogue, type Catalogue, type CatalogueEntry, capabilityVerbs, packBits, toCapabilities, unpackBits, type VerbBits } from './catalogue.ts'
import { everywhere, type HeldRules } from './held-rules.ts'
import type { AccessReviewer } from './review-access.ts'
import { ruleBits } from './rule-bits.ts'

/** `kindsTag`: of the kinds that these are about (contract/headers.ts); '' where that is not known. */
export type TaggedCapabilities = { capabilities: Capabilities; kindsTag: string }

/** What the cluster allows to an identity and Latchkey may do for them. Packed is the first half alone: the second may change in a session. */
export type CapabilityService = {
  /** Asked now, for a login. */
  capabilitiesOf(identity: Identity): Promise<{ capabilities: Capabilities; packed: PackedCapabilities }>
  /** Those in a session token; what the cluster serves since then is asked for once. Never throws: they decide nothing. */
  unpack(identity: Identity, packed: PackedCapabilities): Promise<TaggedCapabilities>
  /** The tag of the kinds that there are for an identity by now; '' where that is not known soon. Never throws. */
  kindsTag(identity: Identity): Promise<string>
  /**
   * Those in each of these namespaces, cluster-wide ones included, as of seconds ago. Where the cluster cannot list somebody's rules, of the
   * first fifty alone: each costs hundreds of questions. Throws where the cluster does not answer.
   */
  inNamespaces(caller: Caller, namespaces: readonly string[]): Promise<ReadonlyMap<string, Capabilities>>
}

const rememberMs = 10_000
const askedAtOnce = 8
/** Namespaces that one call asks about question by question. */
const mostAskedSingly = 50
/** There is no session yet that questions could belong to. */
const signIn = 'sign-in'
/** Milliseconds: what the cluster serves is told in a tenth of that. */
const patienceMs = 250

/** `takingUp`: to how much in it Latchkey may come to have the right any moment. */
type Mask = { bits: VerbBits; takingUp: number }

export function createCapabilityService(deps: {
  served: () => Promise<readonly ServedResource[]>
  reviewer: AccessReviewer
  heldRules: HeldRules
  scope: OwnScope
  logger: Logger
  now: () => number
}): CapabilityService {
  const { served, reviewer, heldRules, scope, logger, now } = deps
  /** Catalogues of sessions that are still about, by hash. */
  const catalogues = new LRUCache<string, Catalogue>({ max: 32 })
  /** Packed; null where they were not asked for. */
  const remembered = new LRUCache<string, Promise<string | null>>({ max: 20_000, ttl: rememberMs, ttlResolution: 0, perf: { now } })
  const recomputed = new LRUCache<string, Promise<VerbBits>>({ max: 1_000, ttl: 10 * 60_000, ttlResolution: 0, perf: { now } })
  let built: { served: readonly ServedResource[]; catalogue: Catalogue } | null = null

  async function current(): Promise<Catalogue> {
    const resources = await served()
    if (built?.served !== resources) built = { served: resources, catalogue: buildCatalogue(resources) }
    catalogues.set(built.catalogue.hash, built.catalogue)
    return built.catalogue
  }

  /**
   * The one of what is served now. A page asks for that itself, and would say of a kind that this one lacks that nobody may see it. What
   * takes long is not waited for: the one before serves meanwhile.
   */
  async function soon(): Promise<Catalogue> {
    const refreshed = current()
    if (!built) return refreshed
    const before = built.catalogue
    const told = refreshed.catch(() => before)
    // Nearly always it is at hand, and a timer for each request would cost more than the rest of this.
    const atHand = await Promise.race([told, nextTurn(null)])
    return atHand ?? Promise.race([told, delay(patienceMs, before, { ref: false })])
  }

  const masks = new WeakMap<ScopeRefusal, Map<string, Mask>>()
  /** What was unpacked within one scope, by kind of identity, catalogue and bits: the same for each request of a session. */
  const unpacked = new WeakMap<ScopeRefusal, LRUCache<string, Capabilities>>()

  /** The verbs that Latchkey may use for such identities; worked out once for each scope and catalogue. */
  function maskOf(refusal: ScopeRefusal, identity: Identity, { hash, entries }: Catalogue): Mask {
    const byKind = masks.get(refusal) ?? new Map<string, Mask>()
    masks.set(refusal, byKind)
    const kind = `${hash} ${isServiceAccount(identity.name)}`
    const known = byKind.get(kind)
    if (known) return known
    let takingUp = 0
    const bitsOf = ({ group, resource, subresource }: CatalogueEntry): number =>
      capabilityVerbs.reduce((bits, verb, index) => {
        const refused = refusal(identity, { verb, group, resource, subresource })
        if (refused?.code === 'TAKING_UP') takingUp += 1
        return refused === null ? bits | (1 << index) : bits
      }, 0)
    const bits = new Map(entries.map(entry => [entry.key, bitsOf(entry)]))
    const made = { bits, takingUp }
    byKind.set(kind, made)
    return made
  }

  async function refusals(identity: Identity, catalogue: Catalogue): Promise<ScopeRefusal> {
    const refusal = await scope.refusals()
    return maskOf(refusal, identity, catalogue).takingUp > 0 ? scope.refusals(takingUpMs) : refusal
  }

  async function tagOf(identity: Identity, catalogue: Catalogue): Promise<string> {
    return `${catalogue.kindsHash}.${maskOf(await refusals(identity, catalogue), identity, catalogue).takingUp}`
  }

  async function within(identity: Identity, catalogue: Catalogue, held: VerbBits): Promise<Capabilities> {
    const { bits } = maskOf(await refusals(identity, catalogue), identity, catalogue)
    return toCapabilities(new Map([...held].map(([key, own]) => [key, own & (bits.get(key) ?? 0)])))
  }

  async function unpackWithin(identity: Identity, catalogue: Catalogue, bits: string): Promise<Capabilities> {
    const refusal = await refusals(identity, catalogue)
    const byKey = unpacked.get(refusal) ?? new LRUCache<string, Capabilities>({ max: 1_000 })
    unpacked.set(refusal, byKey)
    const key = `${catalogue.hash} ${isServiceAccount(identity.name)} ${bits}`
    const known = byKey.get(key)
    if (known) return known
    const made = await within(identity, catalogue, unpackBits(catalogue, bits))
    byKey.set(key, made)
    return made
  }

  function askSingly({ identity }: Caller, entries: readonly CatalogueEntry[], place: { namespace?: string }): Promise<VerbBits> {
    return askVerbBits(entries, async question => (await reviewer.ask(identity, { ...question, ...place })).allowed)
  }

  async function ask(caller: Caller, entries: readonly CatalogueEntry[]): Promise<VerbBits> {
    const rules = await heldRules(caller, everywhere)
    return rules ? ruleBits(entries, rules) : askSingly(caller, entries, {})
  }

  async function recompute(identity: Identity, packed: PackedCapabilities, catalogue: Catalogue): Promise<VerbBits> {
    const then = catalogues.get(packed.catalogue)
    const known = then ? unpackBits(then, packed.bits) : new Map<string, number>()
    const unknown = catalogue.entries.filter(({ key }) => !known.has(key))
    const asked = await ask({ identity, id: signIn }, unknown)
    return new Map(catalogue.entries.map(({ key }) => [key, known.get(key) ?? asked.get(key) ?? 0]))
  }

  async function askIn(caller: Caller, namespace: string, catalogue: Catalogue, singly: { left: number }): Promise<string | null> {
    if (singly.left === 0) return null
    const rules = await heldRules(caller, namespace)
    if (rules) return packBits(catalogue, ruleBits(catalogue.entries, rules))
    if (singly.left === 0) return null
    singly.left -= 1
    return packBits(catalogue, await askSingly(caller, catalogue.entries, { namespace }))
  }

  // Single flight as well: what is being asked is remembered from its start.
  function bitsIn(caller: Caller, namespace: string, catalogue: Catalogue, singly: { left: number }): Promise<string | null> {
    const key = `${catalogue.hash} ${namespace} ${identityKey(caller.identity)}`
    const known = remembered.get(key)
    if (known) return known
    const asked = askIn(caller, namespace, catalogue, singly)
    remembered.set(key, asked)
    const forget = (): void => void (remembered.peek(key) === asked && remembered.delete(key))
    asked.then(bits => bits ?? forget(), forget)
    return asked
  }

  return {
    async capabilitiesOf(identity) {
      const catalogue = await current()
      const held = await ask({ identity, id: signIn }, catalogue.entries)
      return { capabilities: await within(identity, catalogue, held), packed: { catalogue: catalogue.hash, bits: packBits(catalogue, held) } }
    },
    async unpack(identity, packed) {
      try {
        const catalogue = await soon()
        // Before the rest: what comes in between is to make the tag an old one, never the capabilities.
        const kindsTag = await tagOf(identity, catalogue)
        if (catalogue.hash === packed.catalogue) return { capabilities: await unpackWithin(identity, catalogue, packed.bits), kindsTag }
        const key = `${catalogue.hash} ${packed.catalogue} ${packed.bits} ${identityKey(identity)}`
        const asked = recomputed.get(key) ?? recompute(identity, packed, catalogue)
        recomputed.set(key, asked, { noUpdateTTL: true })
        asked.catch(() => recomputed.delete(key))
        return { capabilities: await within(identity, catalogue, await asked), kindsTag }
      } catch (error) {
        logger.warn({ event: 'capabilities-unknown', user: identity.name, err: error }, 'capabilities could not be worked out')
        return { capabilities: {}, kindsTag: '' }
      }
    },
    kindsTag(identity) {
      const told = soon().then(catalogue => tagOf(identity, catalogue))
      return Promise.race([told.catch(() => ''), delay(patienceMs, '', { ref: false })])
    },
    async inNamespaces(caller, namespaces) {
      const catalogue = await current()
      const limit = createLimiter(askedAtOnce)
      const singly = { left: mostAskedSingly }
      let isOver = false
      const packed = namespaces.map(namespace =>
        limit(async () => {
          if (isOver) return null
          return bitsIn(caller, namespace, catalogue, singly).catch(error => {
            // A cluster that does not answer is not asked for each of thousands.
            isOver = true
            throw error
          })
        }),
      )
      const held = new Map<string, Capabilities>()
      const byBits = new Map<string, Capabilities>()
      for (const [index, bits] of (await Promise.all(packed)).entries()) {
        const namespace = namespaces[index]
        if (bits === null || namespace === undefined) continue
        const capabilities = byBits.get(bits) ?? (await unpackWithin(caller.identity, catalogue, bits))
        byBits.set(bits, capabilities)
        held.set(namespace, capabilities)
      }
      return held
    },
  }
}
