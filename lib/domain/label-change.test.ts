import { describe, expect, test } from 'vitest'
import { parseLabelChange } from './label-change.ts'
import { createText } from './text.ts'

const t = createText('en', {})

describe('labels as kubectl has them', () => {
  test.each<[string, Record<string, string | null>]>([
    ['team=a', { team: 'a' }],
    ['team=a tier-', { team: 'a', tier: null }],
    ['  team=a,  app.kubernetes.io/part-of=shop\ttier-', { team: 'a', 'app.kubernetes.io/part-of': 'shop', tier: null }],
    ['empty=', { empty: '' }],
    ['a=1 a-', { a: null }],
  ])('%s', (text, changes) => {
    const read = parseLabelChange(text, t)
    expect(read).toEqual({ changes, problem: null })
  })

  test.each(['', 'team', 'team=a b', '=x', '-', 'team=-a', 'te am=x', 'a=b=c', `a=${'x'.repeat(64)}`, 'UPPER.example/a=b', 'a/b/c=d', '__proto__=x'])(
    '%j is refused',
    text => {
      const { changes, problem } = parseLabelChange(text, t)
      expect(changes).toEqual({})
      expect(problem).not.toBeNull()
    },
  )
})
