/** One event of a stream (WHATWG HTML §9.2.6); `event` is 'message' where none is named, `id` the last one that was given, or ''. */
export type StreamEvent = { event: string; data: string; id: string }

/** Reads `text/event-stream` from a body in pieces. An event that the end cuts off is dropped, as the standard says. */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let id = ''
  let data: string[] = []
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
      if (field === 'event') event = value
      if (field === 'data') data.push(value)
      if (field === 'id') id = value
      if (line !== '') continue
      if (data.length > 0 || event !== '') yield { event: event || 'message', data: data.join('\n'), id }
      event = ''
      data = []
    }
  }
}
