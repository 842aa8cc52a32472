import { expect, test } from 'vitest'
import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import { columnTimes } from './column-times.ts'

const column = (name: string, type = 'string', description = ''): TableColumn => ({ name, type, format: '', description, priority: 0 })
const custom = (path: string) => column('Renewed', 'date', `Custom resource definition column (in JSONPath format): ${path}`)
const object = (apiVersion: string, kind: string, more: object): KubeObject => ({
  ...{ apiVersion, kind, metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' } },
  ...more,
})
const at = (minute: number) => `2026-01-02T00:0${minute}:00Z`
const times = (of: KubeObject, ...columns: TableColumn[]) => columnTimes(of, columns).map(({ column, time }) => [column, time])

test('the times of built-in columns are those that the kube-apiserver prints them of', () => {
  const [lastSeen, firstSeen] = [column('Last Seen'), column('First Seen')]
  const cron = { status: { lastScheduleTime: at(1) } }
  expect(times(object('batch/v1', 'CronJob', cron), column('Schedule'), column('Last Schedule'), column('Age'))).toEqual([['Last Schedule', at(1)]])
  expect(times(object('batch/v1', 'Job', { status: { startTime: at(2), completionTime: at(3) } }), column('Duration'))).toEqual([['Duration', at(2)]])
  const old = { firstTimestamp: at(1), lastTimestamp: at(2), eventTime: null }
  expect(times(object('v1', 'Event', old), lastSeen, firstSeen)).toEqual([
    ['Last Seen', at(2)],
    ['First Seen', at(1)],
  ])
  const series = { firstTimestamp: null, lastTimestamp: null, eventTime: '2026-01-02T00:01:00.123456Z', series: { lastObservedTime: at(4) } }
  expect(times(object('v1', 'Event', series), lastSeen, firstSeen)).toEqual([
    ['Last Seen', at(4)],
    ['First Seen', series.eventTime],
  ])
  const deprecated = { deprecatedFirstTimestamp: at(1), deprecatedLastTimestamp: at(2) }
  expect(times(object('events.k8s.io/v1', 'Event', deprecated), lastSeen, firstSeen)).toEqual([
    ['Last Seen', at(2)],
    ['First Seen', at(1)],
  ])
})

test('of custom kinds they are what stands at the path that the column is described by', () => {
  const backup = object('example.dev/v1', 'Backup', { status: { renewed: at(5), word: 'soon', number: 5 } })
  expect(times(backup, custom('.status.renewed'))).toEqual([['Renewed', at(5)]])
  const unknown = ['.status.absent', '.status.word', '.status.number', '.status.conditions[?(@.type=="Ready")].lastTransitionTime'].map(custom)
  expect(times(backup, ...unknown, column('Renewed', 'date', 'When it was renewed.'), { ...custom('.status.renewed'), type: 'string' })).toEqual([])
})

test('a custom kind that is called as a built-in one is none', () => {
  expect(times(object('example.dev/v1', 'CronJob', { status: { lastScheduleTime: at(1) } }), column('Last Schedule'))).toEqual([])
})
