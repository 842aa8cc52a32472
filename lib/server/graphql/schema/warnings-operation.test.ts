import { type FieldNode, parse, valueFromASTUntyped } from 'graphql'
import { expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { warningsOperation } from '#contract/operations/home.ts'
import { compileFilter } from '#domain/list-filter.ts'
import type { FieldFilter } from '#domain/list-query.ts'
import { scalarsAt } from '../../cache/derived-columns.ts'

// Which field tells when an event was last seen depends on who reported it, so Home asks for three lists: an event has to be in one at most.
const since = '2026-11-29T10:00:00Z'
const [definition] = parse(warningsOperation.text).definitions
const lists = definition?.kind === 'OperationDefinition' ? (definition.selectionSet.selections as FieldNode[]) : []
const filtersOf = (list: FieldNode) => {
  const where = list.arguments?.find(({ name }) => name.value === 'where')
  const filters = where ? (valueFromASTUntyped(where.value, { since }) as FieldFilter[]) : []
  return filters.map(filter => compileFilter({ ...filter, op: filter.op ?? 'EQ' }))
}
const listsOf = (event: object): unknown[] => {
  const object = { type: 'Warning', lastTimestamp: null, eventTime: null, ...event } as unknown as KubeObject
  const fits = (list: FieldNode) => filtersOf(list).every(filter => filter.fits({ cells: [] }, [], (_, path) => scalarsAt(object, path)))
  return lists.filter(fits).map(({ alias }) => alias?.value)
}
const created = (creationTimestamp: string) => ({ metadata: { creationTimestamp } })

it.each([
  ['of core/v1, begun long ago', { ...created('2026-11-29T08:00:00Z'), lastTimestamp: '2026-11-29T10:30:00Z' }, ['counted']],
  ['of core/v1, over for long', { ...created('2026-11-29T08:00:00Z'), lastTimestamp: '2026-11-29T09:59:59Z' }, []],
  ['of the scheduler, once', { ...created('2026-11-29T10:30:00Z'), eventTime: '2026-11-29T10:30:00.123456Z' }, ['single']],
  ['of the scheduler, long ago', { ...created('2026-11-29T09:00:00Z'), eventTime: '2026-11-29T09:00:00.123456Z' }, []],
  [
    'of events.k8s.io, again and again',
    { ...created('2026-11-29T08:00:00Z'), eventTime: '2026-11-29T08:00:00.1Z', series: { count: 9, lastObservedTime: '2026-11-29T10:30:00.123456Z' } },
    ['series'],
  ],
  ['that warns of nothing', { ...created('2026-11-29T10:30:00Z'), type: 'Normal', lastTimestamp: '2026-11-29T10:30:00Z' }, []],
])('an event %s is where Home asks for it', (_, event, expected) => {
  expect(listsOf(event)).toEqual(expected)
})
