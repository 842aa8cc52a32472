import { expect, test } from 'vitest'
import type { StreamEvent } from '../../lib/domain/event-stream.ts'
import { readEventStream } from './event-stream.ts'

async function read(...pieces: string[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  async function* body() {
    for (const piece of pieces) yield Buffer.from(piece, 'latin1')
  }
  for await (const event of readEventStream(body())) events.push(event)
  return events
}

test('events are read wherever the body is cut', async () => {
  const text = ': ping\n\nevent: next\nid: 7\ndata: {"a":\ndata: 1}\n\ndata:x\r\n\r\nevent: complete\ndata:\n\n'
  const expected = [
    { event: 'next', data: '{"a":\n1}', id: '7' },
    { event: 'message', data: 'x', id: '7' },
    { event: 'complete', data: '', id: '7' },
  ]
  expect(await read(text)).toEqual(expected)
  for (let at = 1; at < text.length; at += 1) expect(await read(text.slice(0, at), text.slice(at))).toEqual(expected)
})

test('a letter that is cut in two is one letter, and an event without its end is none', async () => {
  expect(await read('data: \xc3', '\xa4\n\ndata: lost')).toEqual([{ event: 'message', data: 'ä', id: '' }])
})
