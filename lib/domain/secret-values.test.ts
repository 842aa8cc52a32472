import { expect, test } from 'vitest'
import { hiddenValue, namesSecret, withChangedValuesMarked, withDecodedValues, withoutSecretValues } from './secret-values.ts'

test('a Secret keeps the names of its values and loses each of them, where kubectl noted them too', () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}', other: 'kept' }
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name: 'a', annotations },
    data: { password: 'aHVudGVyMg==' },
    stringData: { x: 'y' },
  }
  const shown = withoutSecretValues(secret)
  expect(JSON.stringify(shown)).not.toMatch(/aHVudGVyMg|"y"/)
  expect(shown).toMatchObject({
    type: 'Opaque',
    data: { password: hiddenValue },
    stringData: { x: hiddenValue },
    metadata: { name: 'a', annotations: { other: 'kept' } },
  })
  expect(secret.data.password).toBe('aHVudGVyMg==')
})

test('other kinds are as they are, Secrets of other groups too', () => {
  for (const object of [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } },
    { apiVersion: 'example.dev/v1', kind: 'Secret', metadata: { name: 'a' }, data: { a: 'b' } },
  ])
    expect(withoutSecretValues(object)).toBe(object)
})

test('of two versions of a Secret one sees which values changed, and none of them', () => {
  const secret = (data?: Record<string, string>) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, ...(data && { data }) })
  // Names that every object of JavaScript knows are names like any other.
  const before = secret(JSON.parse('{"same":"b25l","other":"b25l","gone":"b25l","__proto__":"b25l"}'))
  const after = secret(JSON.parse('{"same":"b25l","other":"dHdv","new":"dHdv","constructor":"dHdv","__proto__":"dHdv"}'))
  const shown = withChangedValuesMarked(before, after, 'changed')
  expect(Object.entries(shown['data'] as object)).toEqual([
    ['same', hiddenValue],
    ['other', 'changed'],
    ['new', hiddenValue],
    ['constructor', hiddenValue],
    ['__proto__', 'changed'],
  ])
  expect(withChangedValuesMarked(secret(), after, 'changed')).toEqual(withoutSecretValues(after))
  expect(withChangedValuesMarked(before, secret(), 'changed')).toEqual(secret())
  const other = { ...after, kind: 'ConfigMap' }
  expect(withChangedValuesMarked({ ...before, kind: 'ConfigMap' }, other, 'changed')).toBe(other)
})

test('values are shown as text where they are text', () => {
  const data = { text: 'aHVudGVyMg==', lines: 'YQpiCmPDpA==', bytes: 'AAEC/w==', latin: '5A==', broken: '%%', empty: '' }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data }
  expect(withDecodedValues(secret)).toMatchObject({ data: { ...data, text: 'hunter2', lines: 'a\nb\ncä' } })
  const other = { ...secret, kind: 'ConfigMap' }
  expect(withDecodedValues(other)).toBe(other)
})

test.each([
  ['kind: Secret', true],
  ['apiVersion: v1\nkind: ConfigMap\n---\nkind:   "Secret"\n', true],
  ['{"apiVersion": "v1", "kind": "Secret"}', true],
  ['{apiVersion: v1, kind: Secret}', true],
  ['kind: SecretStore', false],
  ['kind: Certificate\nspec: {secretName: kind}', false],
])('%j names a Secret: %s', (text, is) => {
  expect(namesSecret(text)).toBe(is)
})
