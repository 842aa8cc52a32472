import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createUserClient } from '../kube/user-client.ts'
import type { RequestContext } from '../services.ts'
import type { FollowSession } from '../session/session-signal.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { sessionOf, silent } from '../testing/session-kit.ts'
import { createProxyRoute } from './proxy-route.ts'

let kube: LoopbackKube
let front: Server
let sessionEnd: AbortController
let answer: (response: ServerResponse) => void

beforeEach(async () => {
  kube = await startLoopbackKube()
  kube.server.on('request', (_, response) => answer(response))
  sessionEnd = new AbortController()
  const users = createUserClient(kube.connection, async () => 'classic', '0.0.0')
  const followSession: FollowSession = (_, ending = new AbortController()) => {
    sessionEnd.signal.addEventListener('abort', () => ending.abort(sessionEnd.signal.reason))
    return { signal: ending.signal, release() {} }
  }
  const route = createProxyRoute({ logger: silent, users, basePath: '', followSession, noteRightsChange: () => undefined })
  const context = { requestId: 'r', prefix: '', nonce: '', sessionResult: { session: sessionOf(), error: null } } as unknown as RequestContext
  front = createServer((request, response) => void route(request, response, context)).listen(0, '127.0.0.1')
  await once(front, 'listening')
})
afterEach(async () => {
  front.closeAllConnections()
  front.close()
  await kube.close()
})

async function ask(method = 'GET'): Promise<IncomingMessage> {
  const { port } = front.address() as AddressInfo
  const options = { port, host: '127.0.0.1', path: '/api/k8s/api/v1/pods', method, headers: { 'x-latchkey-session': 't' }, agent: false }
  const request = get(options)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response
}

describe('an answer of the kube-apiserver', () => {
  test.each([0, 1, 16_384, 16_385, 300_000])('of %i bytes arrives byte for byte, with its length', async length => {
    const body = randomBytes(length)
    answer = response => response.writeHead(200, { 'content-length': length }).end(body)
    const got = await ask()
    expect(got.headers['content-length']).toBe(String(length))
    expect((await buffer(got)).equals(body)).toBe(true)
  })

  test('of no told length arrives byte for byte, in however many pieces it came', async () => {
    const pieces = Array.from({ length: 400 }, (_, index) => randomBytes((index * 37) % 5_000))
    answer = async response => {
      for (const [index, piece] of pieces.entries()) {
        response.write(piece)
        if (index % 50 === 0) await delay(1)
      }
      response.end()
    }
    expect((await buffer(await ask())).equals(Buffer.concat(pieces))).toBe(true)
  })

  test('to HEAD has the length and no body', async () => {
    answer = response => response.writeHead(200, { 'content-length': 1234 }).end()
    const got = await ask('HEAD')
    expect(got.headers['content-length']).toBe('1234')
    expect(await buffer(got)).toHaveLength(0)
  })

  test('is taken no faster than the client takes it', async () => {
    const piece = Buffer.alloc(256 * 1024)
    let written = 0
    answer = async response => {
      for (let sent = 0; sent < 200 && !response.destroyed; sent += 1) {
        written += piece.length
        if (!response.write(piece)) await once(response, 'drain')
      }
      response.end()
    }
    const got = await ask()
    await delay(500)
    // What sockets and buffers on the way hold; all of it would be 50 MiB.
    expect(written).toBeLessThan(25 * 1024 * 1024)
    expect(await buffer(got)).toHaveLength(200 * piece.length)
  })

  test('that breaks off is seen to, whole pieces of it included', async () => {
    answer = response => {
      response.write('begun')
      setTimeout(() => response.destroy(), 20)
    }
    await expect(buffer(await ask())).rejects.toThrow()
  })

  test('ends with the session, also what the client has not taken yet', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024)
    answer = response => response.writeHead(200).end(body)
    const got = await ask()
    await delay(100)
    sessionEnd.abort(new AppError('SESSION_EXPIRED'))
    await expect(buffer(got)).rejects.toThrow()
  })

  test('that a client leaves is left upstream as well', async () => {
    const left = Promise.withResolvers<void>()
    answer = response => {
      response.once('close', left.resolve)
      response.write('begun')
    }
    const got = await ask()
    got.destroy()
    await left.promise
  })
})
