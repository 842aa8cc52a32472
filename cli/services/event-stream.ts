import { createEventSplitter, type StreamEvent } from '../../lib/domain/event-stream.ts'

/** Reads `text/event-stream` from a body in pieces. An event that the end cuts off is dropped, as the standard says. */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  const split = createEventSplitter()
  for await (const chunk of body) yield* split(decoder.decode(chunk, { stream: true }))
}
