import { expect, it } from 'vitest'
import { listItems } from './list-items.ts'

it('takes a list without items for an empty one', () => {
  expect([listItems({ items: null }), listItems({}), listItems({ items: [1] })]).toEqual([[], [], [1]])
})
