import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fakeClocks } from '../testing/fake-clocks.ts'
import { fakeKubeApiserver, refuse, relayTo } from '../testing/kube-apiserver.ts'
import { statusBody } from '../testing/local-server.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'

const patient = { patienceMs: 60_000 }
const page = { accept: 'text/html,application/xhtml+xml' }

/** Resolves when the transport has failed once: the request that is under way met nobody. */
function firstFailure() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { failed: promise, log: (_method: string, _path: string, outcome: string) => void (outcome === 'failed' && resolve()) }
}

describe('a kube-apiserver that starts anew', () => {
  test.each(['GET', 'HEAD'])('is waited for by a %s that met nobody', async method => {
    const cluster = await fakeKubeApiserver({ onRequest: (_request, response) => response.end('back') })
    const { failed, log } = firstFailure()
    const { mount } = await tunnelTo(cluster.origin, { ...patient, log })
    await cluster.stop()
    const answer = send(`${mount}/`, { method })
    await failed
    expect(cluster.requests).toHaveLength(0)
    await cluster.start()
    expect(await answer).toMatchObject({ status: 200, text: method === 'GET' ? 'back' : '' })
  })

  test('is asked again for what it was asked when it broke off without an answer', async () => {
    let count = 0
    const cluster = await fakeKubeApiserver({
      onRequest(_request, response) {
        count += 1
        if (count === 1) response.destroy()
        else response.end('second')
      },
    })
    const { mount } = await tunnelTo(cluster.origin, patient)
    expect((await send(`${mount}/`)).text).toBe('second')
  })

  test('ends the streams through it, and the next is served', async () => {
    const cluster = await fakeKubeApiserver({ onRequest: (_request, response) => void response.writeHead(200).write('one') })
    const { mount } = await tunnelTo(cluster.origin, patient)
    const [before] = (await once(request(`${mount}/events`).end(), 'response')) as [IncomingMessage]
    await once(before, 'data')
    const broken = once(before, 'error')
    await cluster.stop()
    expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' })
    await cluster.start()
    const [after] = (await once(request(`${mount}/events`).end(), 'response')) as [IncomingMessage]
    expect(String((await once(after, 'data'))[0])).toBe('one')
    after.destroy()
  })
})

describe('a pod that starts anew', () => {
  test.each([
    [503, 'no endpoints available for service "latchkey:http"'],
    [503, 'error trying to reach service: dial tcp 10.244.0.7:8080: connect: connection refused'],
    [502, 'error trying to reach service: EOF'],
  ])('is waited for by a GET (%i %s)', async (code, message) => {
    let count = 0
    const cluster = await fakeKubeApiserver({
      onRequest(_request, response) {
        count += 1
        if (count <= 2) refuse(response, code, 'ServiceUnavailable', message)
        else response.end('ready')
      },
    })
    const { mount } = await tunnelTo(cluster.origin, patient)
    expect(await send(`${mount}/`)).toMatchObject({ status: 200, text: 'ready' })
    expect(count).toBe(3)
  })

  test.each([
    ['POST', '{}'],
    ['PUT', '{}'],
    ['PATCH', '{}'],
    ['DELETE', undefined],
    ['OPTIONS', undefined],
    // A GET with a body has been read by then.
    ['GET', '{}'],
  ])('%s is never sent twice, whether it was refused or broken off', async (method, body) => {
    let count = 0
    const cluster = await fakeKubeApiserver({
      onRequest(incoming, response) {
        count += 1
        if (incoming.url?.endsWith('/broken')) response.destroy()
        else refuse(response, 503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"')
      },
    })
    const { mount } = await tunnelTo(cluster.origin, patient)
    const headers = body === undefined ? {} : { 'content-length': String(body.length) }
    const options = { method, headers, ...(body === undefined ? {} : { body }) }
    expect((await send(`${mount}/refused`, options)).status).toBe(503)
    expect((await send(`${mount}/broken`, options)).status).toBe(502)
    expect(count).toBe(2)
  })

  test.each<[string, number, string]>([
    ['a refusal that will not pass', 403, statusBody(403, 'Forbidden', 'no', { kind: 'services', name: 'latchkey:http' })],
    ['an answer of Latchkey', 503, JSON.stringify({ error: { code: 'NOT_READY', message: 'x', requestId: '' } })],
    ['a Status that Latchkey passes on', 503, statusBody(503, 'ServiceUnavailable', 'the server is currently unable to handle the request')],
  ])('%s is not waited for', async (_what, code, body) => {
    const cluster = await fakeKubeApiserver({
      onRequest: (_request, response) =>
        void response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body),
    })
    const { mount } = await tunnelTo(cluster.origin, patient)
    expect((await send(`${mount}/`)).status).toBe(code)
    expect(cluster.requests).toHaveLength(1)
  })

  test('is no longer waited for by a browser that has left', async () => {
    const cluster = await fakeKubeApiserver({
      onRequest: (_request, response) => refuse(response, 503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"'),
    })
    const { mount } = await tunnelTo(cluster.origin, patient)
    const call = request(`${mount}/`).end()
    call.on('error', () => {})
    while (cluster.requests.length < 2) await delay(10)
    call.destroy()
    // What is on its way arrives; after two or three requests the next pause is of a second at most.
    await delay(100)
    const count = cluster.requests.length
    await delay(1200)
    expect(cluster.requests).toHaveLength(count)
  })
})

describe('when waiting was in vain', () => {
  async function refusal(code: number, message: string, headers: Record<string, string>, method = 'GET', details?: { kind: string; name: string }) {
    const cluster = await fakeKubeApiserver({ onRequest: (_request, response) => refuse(response, code, '', message, details) })
    const { mount } = await tunnelTo(cluster.origin)
    return send(`${mount}/`, { headers, method })
  }

  test('a page comes back by itself', async () => {
    const answer = await refusal(503, 'no endpoints available for service "latchkey:http"', page)
    expect([answer.status, answer.headers['refresh'], answer.headers['content-type']]).toEqual([503, '3', 'text/plain; charset=utf-8'])
    expect(answer.text).toContain('none of its pods answers')
    const { mount } = await tunnelTo('http://127.0.0.1:1')
    const unreachable = await send(`${mount}/`, { headers: page })
    expect([unreachable.status, unreachable.headers['refresh']]).toEqual([502, '3'])
  })

  test('what is no page, was posted, or will not pass does not', async () => {
    const passing = 'no endpoints available for service "latchkey:http"'
    expect((await refusal(503, passing, { accept: '*/*' })).headers['refresh']).toBeUndefined()
    expect((await refusal(503, passing, page, 'POST')).headers['refresh']).toBeUndefined()
    const forbidden = await refusal(403, 'no', page, 'GET', { kind: 'services', name: 'latchkey:http' })
    expect([forbidden.status, forbidden.headers['refresh']]).toEqual([403, undefined])
    const { mount } = await tunnelTo('http://127.0.0.1:1')
    const foreign = await send(`${mount}/`, { headers: { ...page, host: 'evil.test' } })
    expect([foreign.status, foreign.headers['refresh']]).toEqual([403, undefined])
  })
})

describe('a computer that slept has lost its connections without a word', () => {
  const nothingPasses = async () => {
    const cluster = await fakeKubeApiserver({
      onRequest(incoming, response) {
        if (incoming.url?.endsWith('/events')) response.writeHead(200).write('one')
        else if (!incoming.url?.endsWith('/stuck') || isBack) response.end('answered')
      },
      onWebSocket: () => {},
    })
    let isBack = false
    const relay = await relayTo(cluster.origin)
    const clocks = fakeClocks()
    const tunnel = await tunnelTo(relay.origin, { ...patient, clocks })
    return {
      tunnel,
      clocks,
      cluster,
      fallAsleep() {
        relay.freeze()
        isBack = true
        clocks.sleep(3_600_000)
      },
    }
  }

  test('streams and WebSockets break at once, so that pages ask anew; and that is answered', async () => {
    const { tunnel, clocks, fallAsleep } = await nothingPasses()
    const [events] = (await once(request(`${tunnel.mount}/events`).end(), 'response')) as [IncomingMessage]
    await once(events, 'data')
    const webSocket = new WebSocket(`${tunnel.mount.replace('http', 'ws')}/ws`, { origin: tunnel.origin })
    await once(webSocket, 'open')
    // This one's connection is kept for the next request.
    await send(`${tunnel.mount}/`)
    const [broken, closed] = [once(events, 'error'), once(webSocket, 'close')]
    fallAsleep()
    clocks.tick()
    expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' })
    expect((await closed)[0]).toBe(1006)
    expect((await send(`${tunnel.mount}/`)).text).toBe('answered')
  })

  test('a GET that had no answer is sent again', async () => {
    const { tunnel, clocks, cluster, fallAsleep } = await nothingPasses()
    const stuck = send(`${tunnel.mount}/stuck`)
    while (cluster.requests.length < 1) await delay(5)
    fallAsleep()
    clocks.tick()
    expect((await stuck).text).toBe('answered')
  })

  test('the first request after it does not go onto one of them, however early it comes', async () => {
    const { tunnel, fallAsleep } = await nothingPasses()
    await send(`${tunnel.mount}/`)
    fallAsleep()
    expect((await send(`${tunnel.mount}/`, { method: 'POST', body: 'x' })).text).toBe('answered')
  })

  test('one that is awake keeps them', async () => {
    const { tunnel, clocks, cluster } = await nothingPasses()
    const stuck = send(`${tunnel.mount}/stuck`)
    while (cluster.requests.length < 1) await delay(5)
    for (let second = 0; second < 60; second += 2) {
      clocks.pass(2000)
      clocks.tick()
    }
    expect((await send(`${tunnel.mount}/`)).text).toBe('answered')
    expect(cluster.requests).toHaveLength(2)
    stuck.catch(() => {})
  })
})
