import { builtInKinds, notLookedThrough } from './built-in-kinds.ts'
import { isCustomGroup, resourceKey, type ServedResource } from './resource.ts'

/** A kind by all its names. */
export type KnownKind = Pick<ServedResource, 'group' | 'version' | 'resource' | 'singular' | 'kind' | 'shortNames' | 'namespaced'>
/** As the command palette finds it. `open`: the user may list it somewhere. */
export type PaletteKind = KnownKind & { open: boolean }

/** What was typed: words, in some kinds alone where it begins with a name of theirs: `vs reviews`, `pod/web`, `certificates.cert-manager.io shop`. */
export type PaletteText = { kinds: readonly PaletteKind[]; words: string }

/** So many kinds of one name are looked through: Gateway is Istio's and the Gateway API's. */
const mostKinds = 4

export function readPaletteText(text: string, kinds: readonly PaletteKind[]): PaletteText {
  const [, name = '', words = ''] = /^\s*([^\s/]+)[\s/]+(.*)$/.exec(text) ?? []
  const called = name === '' ? [] : kinds.filter(each => isCalled(each, name))
  const open = withoutTwins(called.filter(each => each.open))
  const chosen = open.length > 0 ? open : called.slice(0, 1)
  return chosen.length > 0 ? { kinds: chosen.slice(0, mostKinds), words: words.trim() } : { kinds: [], words: text.trim() }
}

const railed: ReadonlySet<string> = new Set(builtInKinds)

/** Kinds in which words are looked for that name none: those of the rail, custom ones and Kubernetes' own, that the user may list somewhere. */
export function lookedThrough(kinds: readonly PaletteKind[]): readonly PaletteKind[] {
  return kinds.filter(kind => {
    const key = resourceKey(kind)
    return kind.open && !notLookedThrough.has(key) && (isCustomGroup(kind.group) || railed.has(key))
  })
}

/** Whether a kind has that name, whole. */
export function isCalled(kind: PaletteKind, text: string): boolean {
  return namesOf(kind).includes(text.trim().toLowerCase())
}

/** Kinds that are called so, the best first: by a whole name, then by how it begins, then by what it has in it. */
export function matchKinds(text: string, kinds: readonly PaletteKind[]): PaletteKind[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  return kinds
    .map(kind => ({ kind, score: scoreOf(namesOf(kind), wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || Number(b.kind.open) - Number(a.kind.open) || a.kind.kind.length - b.kind.kind.length || compare(a.kind, b.kind))
    .map(({ kind }) => kind)
}

function namesOf({ group, resource, singular, kind, shortNames }: PaletteKind): string[] {
  return [resource, singular, kind.toLowerCase(), ...shortNames, resourceKey({ group, resource })].filter(Boolean)
}

function scoreOf(names: readonly string[], wanted: string): number {
  if (names.includes(wanted)) return 3
  if (names.some(name => name.startsWith(wanted))) return 2
  return names.some(name => name.includes(wanted)) ? 1 : 0
}

/** An event is served by two groups (KEP-383). */
function withoutTwins(kinds: readonly PaletteKind[]): readonly PaletteKind[] {
  return kinds.length > 1 ? kinds.filter(each => resourceKey(each) !== 'events.events.k8s.io') : kinds
}

function compare(a: PaletteKind, b: PaletteKind): number {
  const [left, right] = [resourceKey(a), resourceKey(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
