import { expect, test } from 'vitest'
import { groupsText } from './groups-text.ts'
import { createText } from './text.ts'

const t = createText('en', {})
const groups = (count: number): string[] => Array.from({ length: count }, (_, index) => `g${index + 1}`)

test('groups are named as far as a person reads', () => {
  expect(groupsText([], t)).toBe('no groups')
  expect(groupsText(groups(2), t)).toBe('g1, g2')
  expect(groupsText(groups(12), t)).toMatch(/^g1, .*, g12$/)
  expect(groupsText(groups(1_013), t)).toMatch(/^g1, .*, g12 and 1,001 more$/)
})
