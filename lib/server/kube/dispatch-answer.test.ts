import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dispatchAnswer } from './dispatch-answer.ts'

let server: Server
let pool: Pool
let asked: { path: string | undefined; response: ServerResponse }[]

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => void asked.push({ path: request.url, response })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1, pipelining: 1 })
})
afterEach(async () => {
  await pool.destroy()
  server.closeAllConnections()
  server.close()
})

function ask(path: string, signal = new AbortController().signal) {
  const receiver = { head: vi.fn(), data: vi.fn(), end: vi.fn() }
  return { receiver, answer: dispatchAnswer(pool, { method: 'GET', path, headers: [], body: null, signal }, receiver) }
}

describe('a request that waits for a connection', () => {
  it('ends at once when it is aborted, and never leaves', async () => {
    const first = ask('/first')
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    const leaving = new AbortController()
    const second = ask('/second', leaving.signal)
    leaving.abort(new Error('gone'))
    await expect(second.answer).rejects.toThrow('gone')
    asked[0]?.response.end('1')
    await first.answer
    const third = ask('/third')
    await vi.waitFor(() => expect(asked.at(-1)?.path).toBe('/third'))
    asked.at(-1)?.response.end('3')
    await third.answer
    expect(asked.map(({ path }) => path)).toEqual(['/first', '/third'])
    expect(second.receiver.head).not.toHaveBeenCalled()
  })

  it('ends at once where it was aborted before', async () => {
    ask('/first').answer.catch(() => undefined)
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await expect(ask('/second', AbortSignal.abort(new Error('gone'))).answer).rejects.toThrow('gone')
  })
})

it('a request under way is ended by its signal', async () => {
  const leaving = new AbortController()
  const { answer } = ask('/first', leaving.signal)
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  const closed = once(asked[0]?.response as ServerResponse, 'close')
  leaving.abort(new Error('gone'))
  await expect(answer).rejects.toThrow('gone')
  await closed
})
