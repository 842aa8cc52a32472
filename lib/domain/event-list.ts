import { asRecord } from './conditions.ts'

/** One event about an object. `lastSeen` is RFC 3339 or ''. */
export type EventView = { key: string; type: string; reason: string; message: string; count: number; lastSeen: string; source: string }

/** Events newest first; those of one type, reason and message are one, their counts added up. */
export function readEvents(items: readonly unknown[]): EventView[] {
  const merged = new Map<string, EventView>()
  for (const event of items.map(toEvent)) {
    const known = merged.get(event.key)
    if (!known) merged.set(event.key, event)
    else {
      known.count += event.count
      if (event.lastSeen > known.lastSeen) known.lastSeen = event.lastSeen
    }
  }
  return [...merged.values()].sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : 0))
}

function toEvent(item: unknown): EventView {
  const event = asRecord(item) ?? {}
  const series = asRecord(event.series)
  const source = asRecord(event.source)?.component ?? event.reportingComponent
  const [type, reason, message] = [text(event.type) || 'Normal', text(event.reason), text(event.message)]
  return {
    key: [type, reason, message].join('\n'),
    type,
    reason,
    message,
    count: Math.max(1, number(event.count), number(series?.count)),
    lastSeen: seconds(
      [series?.lastObservedTime, event.lastTimestamp, event.eventTime, event.firstTimestamp, asRecord(event.metadata)?.creationTimestamp]
        .map(text)
        .find(Boolean) ?? '',
    ),
    source: text(source),
  }
}

// lastTimestamp has whole seconds and eventTime microseconds; cut alike, they compare as texts.
function seconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
