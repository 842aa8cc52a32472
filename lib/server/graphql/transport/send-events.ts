import type { ServerResponse } from 'node:http'
import type { Message } from '../hub/subscription.ts'

/** A comment is written into a stream that is silent, so that nothing on the way takes it for dead. */
const keepAliveMs = 15_000
/** How long a client may take nothing of what was written for it. */
const readWithinMs = 60_000
const frames = new WeakMap<Message, Buffer>()

/**
 * Answers as events (GraphQL over SSE, distinct connections): `next` for each, then `complete`. The id of an event is the token that goes
 * on after it. Resolves when all is written, or the client has gone; one that does not read is cut off.
 */
export async function sendEvents(response: ServerResponse, messages: AsyncIterable<Message>): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  response.write(':\n\n')
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n')
  }, keepAliveMs)
  try {
    for await (const message of messages) {
      if (response.destroyed) return
      timer.refresh()
      if (!response.write(frameOf(message)) && !(await isDrained(response))) return void response.destroy()
    }
    response.end('event: complete\ndata:\n\n')
  } finally {
    clearInterval(timer)
  }
}

/** One message is one frame for all who get it. */
function frameOf(message: Message): Buffer {
  const known = frames.get(message)
  if (known) return known
  const id = /^[\w.~+/=-]+$/.test(message.token) ? `id: ${message.token}\n` : ''
  const frame = Buffer.from(`event: next\n${id}data: ${message.text}\n\n`)
  frames.set(message, frame)
  return frame
}

function isDrained(response: ServerResponse): Promise<boolean> {
  return new Promise(resolve => {
    const settle = (is: boolean): void => {
      clearTimeout(timer)
      response.off('drain', drained)
      response.off('close', gone)
      resolve(is)
    }
    const drained = (): void => settle(true)
    const gone = (): void => settle(false)
    const timer = setTimeout(gone, readWithinMs)
    response.on('drain', drained)
    response.on('close', gone)
  })
}
