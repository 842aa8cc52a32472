/** One event of a stream (WHATWG HTML §9.2.6); `event` is 'message' where none is named, `id` the last one that was given, or ''. */
export type StreamEvent = { event: string; data: string; id: string }

/** Cuts `text/event-stream` that comes in pieces into its events. What has no end yet waits for more; comments are left out. */
export function createEventSplitter(): (piece: string) => StreamEvent[] {
  let rest = ''
  let event = ''
  let id = ''
  let data: string[] = []
  return piece => {
    const events: StreamEvent[] = []
    // A line may end in CR, LF or both; the half of a pair waits for the other.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
      if (field === 'event') event = value
      if (field === 'data') data.push(value)
      if (field === 'id') id = value
      if (line !== '') continue
      if (data.length > 0 || event !== '') events.push({ event: event || 'message', data: data.join('\n'), id })
      event = ''
      data = []
    }
    return events
  }
}
