import { expect, test } from 'vitest'
import { matchesMetadata, nameSelector, parseMetadataSelector, selectedName } from './field-selector.ts'

const object = { namespace: 'shop', name: 'a=b,c' }

test.each([
  ['', true],
  ['metadata.namespace=shop', true],
  ['metadata.namespace==bank', false],
  ['metadata.namespace!=bank,metadata.name!=x', true],
  ['metadata.name=a\\=b\\,c', true],
  [',metadata.namespace=shop,', true],
])('%s is judged here', (selector, expected) => {
  expect(matchesMetadata(parseMetadataSelector(selector) ?? [{ field: 'name', value: '', negated: false }], object)).toBe(expected)
})

test.each([
  ['spec.nodeName=x'],
  ['metadata.name'],
  ['metadata.name=a=b'],
  ['metadata.name=a\\'],
  ['metadata.name=a\\x'],
  ['metadata.namespace=shop,status.phase=Running'],
  [' metadata.name=x'],
])('%s is the kube-apiserver’s to judge', selector => {
  expect(parseMetadataSelector(selector)).toBeNull()
})

test.each(['reviews', 'system:a', 'a=b,c', 'a\\', ''])('the name %j is selected as it is', name => {
  const terms = parseMetadataSelector(nameSelector(name)) ?? []
  expect(terms).toEqual([{ field: 'name', value: name, negated: false }])
})

test.each([
  ['metadata.name=reviews', 'reviews'],
  ['metadata.namespace=shop,metadata.name==a', 'a'],
  [nameSelector('a=b,c'), 'a=b,c'],
  ['metadata.name!=reviews', null],
  ['metadata.namespace=shop', null],
  ['metadata.name=', null],
  ['metadata.name=a/b', null],
  ['metadata.name=..', null],
  ['metadata.name=100%', null],
  ['metadata.name=a,spec.nodeName=x', null],
  ['', null],
])('%j takes the one name %j', (selector, name) => {
  expect(selectedName(selector)).toBe(name)
})
