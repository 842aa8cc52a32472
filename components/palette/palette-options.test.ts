import { expect, test } from 'vitest'
import type { PaletteKind } from '#domain/palette.ts'
import { createText } from '#domain/text.ts'
import { paletteOptions } from './palette-options.ts'

const kind = (resource: string, name: string, shortNames: string[] = [], open = true): PaletteKind => ({
  group: '',
  version: 'v1',
  resource,
  singular: name.toLowerCase(),
  kind: name,
  shortNames,
  namespaced: true,
  open,
})
const kinds = [kind('pods', 'Pod', ['po']), kind('podtemplates', 'PodTemplate'), kind('secrets', 'Secret', [], false)]
const recent = [
  { path: '/resources/core/v1/pods/shop/web-1', title: 'web-1', kind: 'Pod', namespace: 'shop' },
  { path: '/resources/core/v1/pods', title: 'Pod', kind: '', namespace: '' },
  { path: '/resources/core/v1/configmaps/shop/secret-sauce', title: 'secret-sauce', kind: 'ConfigMap', namespace: 'shop' },
]
const offered = (text: string): string[] =>
  paletteOptions(text, { kinds, objects: [], recent, pinned: [] }, createText('en', {})).map(({ group, title }) => `${group}: ${title}`)

test.each([
  ['pod', ['Kinds: Pod', 'Recent: web-1', 'Kinds: PodTemplate']],
  [' Po ', ['Kinds: Pod', 'Recent: web-1', 'Kinds: PodTemplate']],
  // Called so by half alone, or closed: what one looked at comes first.
  ['web', ['Recent: web-1']],
  ['secret', ['Recent: secret-sauce', 'Kinds: Secret']],
])('what comes first for “%s”', (text, expected) => {
  expect(offered(text).filter(each => !each.startsWith('Pages: '))).toEqual(expected)
})
