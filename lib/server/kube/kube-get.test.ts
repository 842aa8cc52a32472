import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { sessionOf, someone } from '../testing/session-kit.ts'
import { kubeGet } from './kube-get.ts'
import { createUserClient, type UserClient } from './user-client.ts'

const session = sessionOf({ id: 'sid-1', identity: someone })
const path = '/apis/a.test/v1/ones'
let kube: LoopbackKube
let users: UserClient
let answers: Array<{ status: number; headers?: Record<string, string>; body: object }> = []
let asked = 0

beforeAll(async () => {
  kube = await startLoopbackKube()
  kube.server.on('request', (_, response) => {
    const { status, headers = {}, body } = answers[Math.min(asked, answers.length - 1)] ?? { status: 500, body: {} }
    asked += 1
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  users = createUserClient(kube.connection, async () => 'classic', 'test')
})
afterAll(() => kube.close())
beforeEach(() => {
  asked = 0
})

const busy = (seconds: string) => ({
  status: 429,
  headers: { 'retry-after': seconds },
  body: { kind: 'Status', reason: 'TooManyRequests', message: 'storage is (re)initializing' },
})

describe('a page that asks a kube-apiserver which says when to come back', () => {
  test('comes back then', async () => {
    answers = [busy('0'), busy('0'), { status: 200, body: { items: [] } }]
    expect(await kubeGet(users, session, path)).toEqual({ items: [] })
    expect(asked).toBe(3)
  })

  test.each([
    ['three times at most', '0', 4],
    ['not where that is long', '60', 1],
    ['not where it names no time in seconds', 'Wed, 21 Oct 2026 07:28:00 GMT', 1],
  ])('%s', async (_, after, times) => {
    answers = [busy(after)]
    await expect(kubeGet(users, session, path)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', message: 'storage is (re)initializing' })
    expect(asked).toBe(times)
  })

  test('not longer than it has time', async () => {
    answers = [busy('2')]
    await expect(kubeGet(users, session, path, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(asked).toBe(1)
  })

  test('takes any other refusal for what it is', async () => {
    answers = [{ status: 503, headers: { 'retry-after': '0' }, body: { kind: 'Status', reason: 'ServiceUnavailable', message: 'no' } }]
    await expect(kubeGet(users, session, path)).rejects.toThrow('no')
    expect(asked).toBe(1)
  })
})
