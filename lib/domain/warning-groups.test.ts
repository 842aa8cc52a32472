import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { groupWarnings, warningTimes } from './warning-groups.ts'

const event = (reason: string, name: string, lastTimestamp: string | null, more: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  type: 'Warning',
  reason,
  message: `${reason} of ${name}`,
  lastTimestamp,
  involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name },
  ...more,
})
const events = [
  event('BackOff', 'web', '2026-11-29T10:00:00Z', { count: 7 }),
  event('BackOff', 'web', '2026-11-29T10:05:00Z', { message: 'newer', count: 2 }),
  event('BackOff', 'db', '2026-11-29T10:03:00Z'),
  event('Failed', 'web', null, { eventTime: '2026-11-29T10:06:00.123456Z', series: { count: 3 } }),
]

test('warnings of one reason about one object are one, the newest first', () => {
  const groups = groupWarnings(events)
  expect(groups.map(({ reason, message, count, lastSeen, workload, objects }) => [reason, objects[0]?.name, message, count, lastSeen, workload])).toEqual([
    ['Failed', 'web', 'Failed of web', 3, '2026-11-29T10:06:00Z', ''],
    ['BackOff', 'web', 'newer', 9, '2026-11-29T10:05:00Z', ''],
    ['BackOff', 'db', 'BackOff of db', 1, '2026-11-29T10:03:00Z', ''],
  ])
  expect(groups[0]?.objects).toEqual([{ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web', count: 3, lastSeen: '2026-11-29T10:06:00Z' }])
})

test('warnings of one reason about the pods of one workload are one, each pod once', () => {
  const pods = ['web-7d4b9c6f5-x2x9k', 'web-7d4b9c6f5-b5c6d', 'web-7d4b9c6f5-x2x9k']
  const [group, ...others] = groupWarnings([
    ...pods.map((name, at) => event('BackOff', name, `2026-11-29T10:0${at}:00Z`, { count: 2, metadata: { name: `e${at}` } })),
    event('BackOff', 'other-7d4b9c6f5-x2x9k', '2026-11-29T10:00:00Z'),
  ])
  expect([group?.workload, group?.count, group?.objects.map(({ name, count }) => [name, count])]).toEqual([
    'web',
    6,
    [
      ['web-7d4b9c6f5-x2x9k', 4],
      ['web-7d4b9c6f5-b5c6d', 2],
    ],
  ])
  expect(others).toHaveLength(1)
})

test('each event has its own time, whichever field tells it', () => {
  expect(warningTimes(events)).toEqual(['2026-11-29T10:00:00Z', '2026-11-29T10:05:00Z', '2026-11-29T10:03:00Z', '2026-11-29T10:06:00Z'])
})
