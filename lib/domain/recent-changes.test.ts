import { expect, it } from 'vitest'
import type { RecentChange } from '#contract/operations/home.ts'
import { mergeChanges } from './recent-changes.ts'

const change = (time: string): RecentChange => ({ time, manager: time, operation: 'Update', paths: [], reference: {} as RecentChange['reference'] })
const missed = (kind: string, code: string) => ({ kind, code })

it('changes in the cluster and in namespaces are one list, the newest first, of which it is said what is missing', () => {
  const everywhere = {
    ...{
      items: [change('2026-01-01T03:00:00Z'), change('2026-01-01T01:00:00Z')],
      total: 9,
      complete: false,
      perMinute: [{ minute: '2026-01-01T03:00:00Z', count: 9 }],
    },
    notSearched: [missed('Boat', 'TIMEOUT'), missed('Raft', 'FORBIDDEN')],
  }
  const within = {
    ...{ items: [change('2026-01-01T02:00:00Z')], total: 1, complete: false, perMinute: [{ minute: '2026-01-01T02:00:00Z', count: 1 }] },
    notSearched: [missed('Boat', 'QUERY_TOO_LARGE')],
  }
  const merged = mergeChanges([everywhere, within], 2)
  expect([merged.items.map(({ time }) => time), merged.total, merged.unread]).toEqual([['2026-01-01T03:00:00Z', '2026-01-01T02:00:00Z'], 10, ['Boat']])
  expect(
    merged.times.reduce((sum, { count }) => sum + count, 0),
    'also those that are not here',
  ).toBe(merged.total)
  expect(mergeChanges([undefined, within], 2).items).toHaveLength(1)
})
