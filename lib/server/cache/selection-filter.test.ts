import { expect, test } from 'vitest'
import { toRow } from './row.ts'
import { ownFilter } from './selection-filter.ts'

const annotations = { 'owner.test/team': 'Payments', 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{"hidden":1}}' }
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices', namespace: 'shop', annotations } }
const row = toRow({ object, raw: Buffer.from(JSON.stringify(object)), cells: ['prices'] }, 0)
const fits = (search: string, inAnnotations?: boolean): boolean =>
  ownFilter({ where: [], search, health: [], ...(inAnnotations === undefined ? {} : { inAnnotations }) }).fits(row, [], () => [])

test('words are looked for in annotations where that is asked for, each wherever it is', () => {
  expect(fits('payments', true)).toBe(true)
  expect(fits('team=PAY prices', true)).toBe(true)
  expect(fits('payments hidden', true)).toBe(false)
  expect(fits('payments')).toBe(false)
  expect(fits('prices')).toBe(true)
})
