import { createHash } from 'node:crypto'
import type { Capabilities } from '#contract/access.ts'
import { actedSubresources, subresourceKey, subresourceVerbs } from '#domain/acted-subresources.ts'
import { packKinds } from '#domain/kind-pack.ts'
import { isCustomGroup, resourceKey, type ServedResource } from '#domain/resource.ts'

/** Order is part of the wire format: bit n of a resource's byte is verb n. */
export const capabilityVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const

export type CatalogueEntry = {
  readonly key: string
  readonly group: string
  readonly resource: string
  /** '' for the resource itself. */
  readonly subresource: string
  /** Served verbs, a bit each. */
  readonly servedBits: number
}
/** The resources that capabilities are about, sorted by key. `hash` names this very list; `kindsHash` all that pages are told of what is served. */
export type Catalogue = { readonly hash: string; readonly kindsHash: string; readonly entries: readonly CatalogueEntry[] }

/** Held verbs by resource key, a bit each. */
export type VerbBits = ReadonlyMap<string, number>

/** Custom resources, and the built-in ones that can be listed, with the subresources that pages act by, and the verbs that each serves. */
export function buildCatalogue(served: readonly ServedResource[]): Catalogue {
  const entries = served
    .filter(resource => isCustomGroup(resource.group) || resource.verbs.includes('list'))
    .flatMap(entriesOf)
    .filter(({ servedBits }) => servedBits !== 0)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const text = JSON.stringify([capabilityVerbs, entries.map(({ key, servedBits }) => [key, servedBits])])
  const inOrder = [...served].sort((a, b) => (resourceKey(a) < resourceKey(b) ? -1 : 1))
  return { hash: hashOf(text), kindsHash: hashOf(packKinds(inOrder)), entries }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

function entriesOf(served: ServedResource): CatalogueEntry[] {
  const { group, resource, verbs } = served
  return [
    { key: resourceKey(served), group, resource, subresource: '', servedBits: bitsOf(verbs) },
    ...actedSubresources(served).map(subresource => ({
      key: subresourceKey(served, subresource),
      group,
      resource,
      subresource,
      servedBits: bitsOf(subresourceVerbs[subresource]),
    })),
  ]
}

/** One byte per entry of the catalogue, base64url. */
export function packBits({ entries }: Catalogue, held: VerbBits): string {
  return Buffer.from(entries.map(({ key }) => held.get(key) ?? 0)).toString('base64url')
}

export function unpackBits({ entries }: Catalogue, packed: string): VerbBits {
  const bytes = Buffer.from(packed, 'base64url')
  return new Map(entries.map(({ key }, index) => [key, bytes[index] ?? 0]))
}

export function toCapabilities(held: VerbBits): Capabilities {
  return Object.fromEntries([...held].filter(([, bits]) => bits !== 0).map(([key, bits]) => [key, capabilityVerbs.filter((_, index) => bits & (1 << index))]))
}

function bitsOf(verbs: readonly string[]): number {
  return capabilityVerbs.reduce((bits, verb, index) => (verbs.includes(verb) ? bits | (1 << index) : bits), 0)
}
