import { expect, test } from 'vitest'
import { annotationText } from './annotation-text.ts'

test('annotations are searched as key and value, without the object that kubectl keeps there', () => {
  const annotations = { 'owner.dev/team': 'Payments', 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":"secretword"}', empty: '', lines: 'a\n b' }
  expect(annotationText(annotations)).toBe('owner.dev/team=Payments\nempty=\nlines=a b')
  expect(annotationText({})).toBe('')
  expect(annotationText(undefined)).toBe('')
})

test('what is long takes bounded memory: the beginning of each, and of all', () => {
  const one = annotationText({ big: 'x'.repeat(200_000), small: 'y' })
  expect(one.length).toBe(256 + '\nsmall=y'.length)
  expect(one).toMatch(/small=y$/)
  expect(annotationText(Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key-${index}`, 'z'.repeat(100)]))).length).toBe(2_048)
})
