import { expect, test } from 'vitest'
import { createPendingChanges } from './pending-changes.ts'
import { toRow } from './row.ts'

function row(name: string, text = '') {
  const object = { apiVersion: 'v1', kind: 'W', metadata: { name, namespace: 'a' }, spec: text }
  return toRow({ object, raw: Buffer.from(JSON.stringify(object)), cells: [] }, 0)
}
const told = (changes: ReturnType<typeof createPendingChanges>) => changes.take().map(({ type, row: { name } }) => `${type} ${name}`)

test.each([
  ['comes and changes', ['none', 'x', 'y'], ['ADDED y']],
  ['comes and goes', ['none', 'x', 'none'], []],
  ['changes twice', ['w', 'x', 'y'], ['MODIFIED y']],
  ['changes and goes', ['w', 'x', 'none'], ['DELETED x']],
  ['goes and comes again', ['w', 'none', 'y'], ['MODIFIED y']],
])('an object that %s before anybody looks is told of once', (_, states, expected) => {
  const changes = createPendingChanges()
  for (let step = 1; step < states.length; step += 1) {
    const [before, after] = [states[step - 1] ?? '', states[step] ?? '']
    changes.push({ key: 'a/k', had: before !== 'none', seen: after === 'none' ? null : row(after), last: row(after === 'none' ? before : after) })
  }
  expect(told(changes)).toEqual(expected)
  expect([changes.size, told(changes)]).toEqual([0, []])
})

test('more than five thousand objects, or 8 MiB, are too much, and then nothing is kept', () => {
  const changes = createPendingChanges()
  for (let index = 0; index < 5_000; index += 1) changes.push({ key: `a/${index}`, had: false, seen: row('x'), last: row('x') })
  expect([changes.size, changes.isTooMuch]).toEqual([5_000, false])
  changes.push({ key: 'a/one-more', had: false, seen: row('x'), last: row('x') })
  expect([changes.size, changes.isTooMuch]).toEqual([0, true])
  changes.clear()
  for (let index = 0; index < 9; index += 1)
    changes.push({ key: 'same', had: true, seen: row('x', 'x'.repeat(1_000_000)), last: row('x', 'x'.repeat(1_000_000)) })
  expect(changes.isTooMuch).toBe(false)
  for (let index = 0; index < 9; index += 1)
    changes.push({ key: `a/${index}`, had: true, seen: row('x', 'x'.repeat(1_000_000)), last: row('x', 'x'.repeat(1_000_000)) })
  expect(changes.isTooMuch).toBe(true)
})
