import { kubectlAge } from '../../lib/domain/time-text.ts'
import type { KubeEvent } from '../operations/events.ts'
import { alignColumns, cellText } from './table-text.ts'

/** Events as `kubectl events` prints them (cmd/events/event_printer.go), the newest last. */
export function eventsText(events: readonly KubeEvent[], options: { withNamespace: boolean; nowMs: number }): string {
  const header = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const rows = events.map(event => {
    const { kind, name } = event.involvedObject
    return [interval(event, options.nowMs), event.type ?? '', event.reason ?? '', `${kind ?? ''}/${name ?? ''}`, (event.message ?? '').trim()].map(cellText)
  })
  const withNamespace = options.withNamespace
    ? [['NAMESPACE', ...header], ...rows.map((row, index) => [events[index]?.metadata.namespace ?? '', ...row])]
    : null
  return alignColumns(withNamespace ?? [header, ...rows])
}

/** The newest last, as `kubectl events` sorts (cmd/events/events.go, SortableEvents). */
export function byTime(one: KubeEvent, other: KubeEvent): number {
  return timeMs(lastSeen(one)) - timeMs(lastSeen(other))
}

function interval(event: KubeEvent, nowMs: number): string {
  const age = (time: string | null | undefined): string => (time ? kubectlAge((nowMs - Date.parse(time)) / 1000) : '<unknown>')
  const since = age(event.eventTime || event.firstTimestamp)
  if (event.series) return `${age(event.series.lastObservedTime)} (x${event.series.count ?? 0} over ${since})`
  return (event.count ?? 0) > 1 ? `${age(event.lastTimestamp)} (x${event.count} over ${since})` : since
}

function lastSeen({ series, lastTimestamp, eventTime }: KubeEvent): string | null | undefined {
  return series?.lastObservedTime || lastTimestamp || eventTime
}

function timeMs(time: string | null | undefined): number {
  return time ? Date.parse(time) : 0
}
