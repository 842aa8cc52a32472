import type { Place } from '#client/places.ts'
import { listPath } from '#domain/page-path.ts'
import { isCalled, matchKinds, type PaletteKind } from '#domain/palette.ts'
import { resourceKey } from '#domain/resource.ts'
import { english, type Text } from '#domain/text.ts'
import type { FoundObject } from './use-found-objects.ts'

/** One thing to go to. */
export type PaletteOption = { group: PaletteGroup; path: string; title: string; detail: string; isClosed?: boolean }

const groups = [english('Pinned'), english('Recent'), english('Kinds'), english('Objects'), english('Pages')] as const
type PaletteGroup = (typeof groups)[number]

const pages: readonly Omit<PaletteOption, 'group'>[] = [
  { path: '/', title: english('Home'), detail: '' },
  { path: '/access', title: english('Access'), detail: english('what I may do') },
  { path: '/explorer', title: english('API explorer'), detail: '' },
  { path: '/search', title: english('Search'), detail: english('every kind') },
]
const most = { kinds: 6, places: 6 }

/**
 * What is offered for a text: without one, where somebody was and what they keep at hand. A kind that is called just so comes before all
 * else: `pod` and Enter leads to the pods, whichever of them one looked at last.
 */
export function paletteOptions(
  text: string,
  { kinds, objects, recent, pinned }: { kinds: readonly PaletteKind[]; objects: readonly FoundObject[]; recent: readonly Place[]; pinned: readonly Place[] },
  t: Text,
): PaletteOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (...texts: string[]): boolean => words.every(word => texts.some(each => each.toLowerCase().includes(word)))
  const ofPlace =
    (group: 'Recent' | 'Pinned') =>
    ({ path, title, kind, namespace }: Place): PaletteOption => ({ group, path, title, detail: [kind, namespace].filter(Boolean).join(' · ') })
  const placeFits = ({ title, kind, namespace }: Place): boolean => fits(title, kind, namespace)
  const ofKind = (kind: PaletteKind): PaletteOption => ({
    group: 'Kinds',
    path: listPath(kind),
    title: kind.kind,
    detail: kindDetail(kind),
    isClosed: !kind.open,
  })
  const matched = matchKinds(text, kinds).slice(0, most.kinds)
  const called = matched.filter(kind => kind.open && isCalled(kind, text))
  const all = [
    ...called.map(ofKind),
    ...pinned.filter(placeFits).slice(0, most.places).map(ofPlace('Pinned')),
    ...recent.filter(placeFits).slice(0, most.places).map(ofPlace('Recent')),
    ...matched.map(ofKind),
    ...objects.map(
      ({ path, name, namespace, kind, healthWord }): PaletteOption => ({
        group: 'Objects',
        path,
        title: name,
        detail: [kind, namespace, t.said(healthWord)].filter(Boolean).join(' · '),
      }),
    ),
    ...pages
      .map(({ path, title, detail }) => ({ path, title: t(title), detail: t(detail) }))
      .filter(({ title, detail }) => fits(title, detail))
      .map((page): PaletteOption => ({ group: 'Pages', ...page })),
    ...(words.length > 0
      ? [{ group: 'Pages' as const, path: searchPath(text), title: t('Search every kind for “{text}”', { text: text.trim() }), detail: '' }]
      : []),
  ]
  // What stands in two groups is offered once, where it comes first.
  const offered = new Set<string>()
  return all.filter(({ path }) => !offered.has(path) && offered.add(path))
}

/** The page that looks through every kind, the built-in ones too. */
export function searchPath(text: string): string {
  return `/search?${new URLSearchParams({ q: text.trim() })}`
}

function kindDetail(kind: PaletteKind): string {
  return [resourceKey(kind), kind.shortNames.join(', ')].filter(Boolean).join(' · ')
}
