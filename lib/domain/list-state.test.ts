import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ListState, parseListState, plainState, withListState } from './list-state.ts'

test('the address says how a list is looked at', () => {
  const query = new URLSearchParams('namespace=a&filter=Ready%3DFalse+x&health=failing&sort=-Age&sort=@namespace&columns=Name,Desired%20Replicas')
  expect(parseListState(query)).toEqual({
    filter: 'Ready=False x',
    health: 'failing',
    sortBy: [
      { column: 'Age', descending: true },
      { field: 'NAMESPACE', descending: false },
    ],
    columns: ['Name', 'Desired Replicas'],
  })
})

test('what it says wrongly counts as not said', () => {
  expect(parseListState(new URLSearchParams('health=fine&sort=-&sort=@nothing&sort=@constructor'))).toEqual(plainState)
})

test('a plain list has a plain address, and what else stands there stays', () => {
  expect(withListState(new URLSearchParams('namespace=a&namespace=b&filter=x&sort=Age'), plainState).toString()).toBe('namespace=a&namespace=b')
})

test('what is written is read again', () => {
  const name = fc.stringMatching(/^[A-Za-z%, ]{1,10}$/).filter(text => text.trim() === text)
  const descending = fc.boolean()
  const state = fc.record<ListState>({
    filter: fc.string({ maxLength: 20 }).map(text => text.trim()),
    health: fc.constantFrom(null, 'ok', 'failing'),
    sortBy: fc.array(
      fc.oneof(
        fc.record({ column: name, descending }),
        fc.record({ field: fc.constantFrom('NAME' as const, 'NAMESPACE' as const, 'CREATED' as const, 'HEALTH' as const), descending }),
      ),
      { maxLength: 3 },
    ),
    columns: fc.option(fc.array(name, { minLength: 1, maxLength: 4 })),
  })
  fc.assert(
    fc.property(state, wanted => {
      expect(parseListState(new URLSearchParams(withListState(new URLSearchParams(), wanted).toString()))).toEqual(wanted)
    }),
  )
})
