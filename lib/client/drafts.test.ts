import { expect, it } from 'vitest'
import { parseDraft } from './drafts.ts'

const base = { apiVersion: 'v1', kind: 'A', metadata: { name: 'x' } }

it('reads a draft back', () => {
  const draft = { text: 'a: 1', base, savedAtMs: 5 }
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft)
})
it.each([null, undefined, '', '{', '[]', '{"text":1}', '{"text":"a","savedAtMs":1}', '{"text":"a","savedAtMs":1,"base":{}}'])(
  'takes %s for no draft',
  value => {
    expect(parseDraft(value)).toBeNull()
  },
)
