import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '../../lib/errors/app-error.ts'
import { fakeClocks } from '../testing/fake-clocks.ts'
import { fakeLatchkey } from '../testing/latchkey.ts'
import { type Answer, send, tunnelTo } from '../testing/tunnel.ts'
import type { DoorOptions } from './door.ts'

type Lost = Parameters<DoorOptions['onLost']>[0]

async function openHouse({ user = 'jane', to = '/' } = {}) {
  const clocks = fakeClocks()
  const latchkey = await fakeLatchkey(clocks)
  const lost: Lost[] = []
  const tunnel = await tunnelTo(latchkey.origin, { clocks, door: { logIn: latchkey.logInAs(user), to, onLost: each => lost.push(each) } })
  return { clocks, latchkey, lost, tunnel, lastArrived: () => latchkey.arrived().at(-1) }
}

const cookieOf = ({ headers }: Answer) => (headers['set-cookie'] ?? []).map(line => line.split(';', 1)[0]).join('; ')

test('a link signs in by one request of the tunnel’s own, and the browser gets nothing but the tunnel’s cookie', async () => {
  const { latchkey, tunnel } = await openHouse({ to: '/?namespace=shop' })
  const opened = await send(tunnel.newLink())
  const { location, 'set-cookie': cookies, 'cache-control': caching, 'referrer-policy': referrer } = opened.headers
  expect([opened.status, location, caching, referrer]).toEqual([303, '/?namespace=shop', 'no-store', 'no-referrer'])
  expect(cookies).toEqual([expect.stringMatching(new RegExp(`^latchkey-tunnel-${tunnel.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))])
  expect(latchkey.arrived()).toEqual(['POST /api/v1/sign-in'])
  expect(latchkey.logins).toMatchObject([{ renewing: true, challenge: expect.stringMatching(/^[\w-]{43}$/) }])
  expect(JSON.stringify(opened)).not.toContain('jane')

  const page = await send(`${tunnel.origin}/`, { headers: { cookie: `${cookieOf(opened)}; latchkey-theme=dark` } })
  const name = `latchkey-0123abcd-${tunnel.port}`
  expect(page.text).toBe(`latchkey-theme=dark; ${name}.0=jane-1; ${name}.1=jane-1`)
})

test('a link below the secret leads to pages below it, and lets nobody in elsewhere', async () => {
  const { latchkey, tunnel } = await openHouse({ to: '/resources' })
  const opened = await send(tunnel.mount + new URL(tunnel.newLink()).pathname)
  const path = new URL(tunnel.mount).pathname
  expect([opened.status, opened.headers.location]).toEqual([303, `${path}/resources`])
  expect(opened.headers['set-cookie']?.[0]).toContain(`; Path=${path}/;`)
  const headers = { cookie: cookieOf(opened) }
  expect((await send(`${tunnel.mount}/`, { headers })).text).toContain('-89abcdef.0=jane-1')
  // The secret lets in, but it is no session.
  expect((await send(`${tunnel.mount}/`)).text).toBe('')
  const count = latchkey.requests.length
  expect([(await send(`${tunnel.origin}/`, { headers })).status, latchkey.requests.length]).toEqual([403, count])
})

test.each([
  '//elsewhere.example/',
  'https://elsewhere.example/',
  '.elsewhere.example/',
  String.raw`/\elsewhere.example/`,
  '/%2felsewhere.example/',
  '/../../elsewhere',
  '/sign-in?reason=SIGNED_OUT',
])('a link leads to our own pages alone, whatever answers the sign-in: not to %s', async to => {
  const { tunnel } = await openHouse({ to })
  const opened = await send(tunnel.newLink())
  expect([opened.status, opened.headers.location]).toEqual([303, '/'])
  const below = await send(tunnel.mount + new URL(tunnel.newLink()).pathname)
  expect(below.headers.location).toBe(`${new URL(tunnel.mount).pathname}/`)
})

test('no cookie of a browser passes for a session', async () => {
  const { tunnel } = await openHouse()
  const cookie = cookieOf(await send(tunnel.newLink()))
  const planted = `latchkey-0123abcd-${tunnel.port}.0=planted`
  expect((await send(`${tunnel.origin}/`, { headers: { cookie: `${planted}; ${cookie}; ${planted}` } })).text).not.toContain('planted')
  expect((await send(`${tunnel.mount}/`, { headers: { cookie: planted } })).text).toBe('')
})

test('a WebSocket goes with the session of its browser, and without the cookie nowhere', async () => {
  const { latchkey, tunnel } = await openHouse()
  const cookie = cookieOf(await send(tunnel.newLink()))
  const address = `${tunnel.origin.replace('http', 'ws')}/ws`
  await once(new WebSocket(address, { origin: tunnel.origin, headers: { cookie } }), 'open')
  expect(latchkey.requests.at(-1)?.headers.cookie).toContain('.0=jane-1')
  const count = latchkey.requests.length
  const [refused] = await once(new WebSocket(address, { origin: tunnel.origin }), 'error')
  expect([String(refused), latchkey.requests.length]).toEqual([expect.stringContaining('403'), count])
})

test('signing out empties the jar, and signing in by a code fills it with another session, whose renewal is no business of this process', async () => {
  const { latchkey, clocks, tunnel } = await openHouse()
  const cookie = cookieOf(await send(tunnel.newLink()))
  const headers = { cookie, origin: tunnel.origin, 'x-latchkey-request': 'proof', 'content-type': 'application/json' }
  const out = await send(`${tunnel.origin}/api/v1/logout`, { method: 'POST', headers, body: '{}' })
  expect([out.status, out.headers['set-cookie']]).toEqual([204, undefined])
  expect((await send(`${tunnel.origin}/`, { headers: { cookie } })).text).toBe('')

  const signedIn = await send(`${tunnel.origin}/api/v1/sign-in`, { method: 'POST', headers, body: JSON.stringify({ code: 'someone-else' }) })
  expect([signedIn.status, signedIn.headers['set-cookie']]).toEqual([200, undefined])
  expect((await send(`${tunnel.origin}/`, { headers: { cookie } })).text).toContain('.0=someone-else')
  clocks.pass(3_600_000)
  clocks.tick()
  expect((await send(`${tunnel.origin}/`, { headers: { cookie } })).text).toContain('.0=someone-else')
  expect(latchkey.logins).toHaveLength(1)
})

test('a code signs a browser in that came by the secret: it gets a cookie of its own, and others beside it have none of that', async () => {
  const { tunnel } = await openHouse()
  const signIn = (code: string) =>
    send(`${tunnel.mount}/api/v1/sign-in`, { method: 'POST', headers: { origin: tunnel.origin, 'x-latchkey-request': '1' }, body: JSON.stringify({ code }) })
  const [jane, joe] = [await signIn('jane'), await signIn('joe')]
  expect(cookieOf(jane)).toMatch(new RegExp(`^latchkey-tunnel-${tunnel.port}=[\\w-]{43}$`))
  const page = async (cookie: string) => (await send(`${tunnel.mount}/`, { headers: { cookie } })).text
  expect([await page(cookieOf(jane)), await page(cookieOf(joe))]).toEqual([expect.stringContaining('.0=jane'), expect.stringContaining('.0=joe')])
  expect(await page(cookieOf(jane).slice(0, -1))).toBe('')
})

test('the sessions of two tunnels do not mix, though the browser sends both the cookies of both', async () => {
  const [one, other] = [await openHouse({ user: 'jane' }), await openHouse({ user: 'joe' })]
  const cookie = [await send(one.tunnel.newLink()), await send(other.tunnel.newLink())].map(cookieOf).join('; ')
  const pages = await Promise.all([one, other].map(({ tunnel }) => send(`${tunnel.origin}/`, { headers: { cookie } })))
  expect(pages.map(({ text }) => [text.includes('=jane-1'), text.includes('=joe-1')])).toEqual([
    [true, false],
    [false, true],
  ])
})

test('a used link leads the browser that it signed in to the start page', async () => {
  const { latchkey, lost, tunnel } = await openHouse({ to: '/resources' })
  const link = tunnel.newLink()
  const cookie = cookieOf(await send(link))
  const again = await send(link, { headers: { cookie } })
  expect([again.status, again.headers.location, again.headers['set-cookie']]).toEqual([303, '/', undefined])
  // Also where it is shown the same link below the secret: that is not where it is signed in.
  expect((await send(tunnel.mount + new URL(link).pathname, { headers: { cookie } })).headers.location).toBe('/')
  expect([latchkey.logins.length, lost]).toEqual([1, []])
  expect((await send(`${tunnel.origin}/`, { headers: { cookie } })).text).toContain('jane-1')
})

test('a link that is opened by two ends the session of the first, and says so', async () => {
  const { latchkey, lost, tunnel, lastArrived } = await openHouse()
  const link = tunnel.newLink()
  const cookie = cookieOf(await send(link))
  const second = await send(link)
  expect([second.status, second.headers['set-cookie'], second.text]).toEqual([410, undefined, expect.stringContaining('has been ended')])
  expect([lastArrived(), latchkey.requests.at(-1)?.headers.cookie]).toEqual(['POST /api/v1/logout', expect.stringContaining('.0=jane-1')])
  const count = latchkey.requests.length
  expect((await send(`${tunnel.origin}/`, { headers: { cookie } })).status).toBe(403)
  expect((await send(link)).status).toBe(410)
  expect([latchkey.requests.length, lost]).toEqual([count, [{ reused: true }]])

  const next = cookieOf(await send(tunnel.newLink()))
  expect((await send(`${tunnel.origin}/`, { headers: { cookie: next } })).text).toContain('jane-2')
})

test('two who open a link at once lose it both', async () => {
  const { lost, tunnel } = await openHouse()
  const link = tunnel.newLink()
  const answers = await Promise.all([send(link), send(link)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 410])
  for (const answer of answers) expect((await send(`${tunnel.origin}/`, { headers: { cookie: cookieOf(answer) } })).status).toBe(403)
  expect(lost).toEqual([{ reused: true }])
})

test('a link whose sign-in failed says why and stays good', async () => {
  const { latchkey, tunnel } = await openHouse()
  const link = tunnel.newLink()
  latchkey.failures.push(new AppError('CREDENTIAL_EXPIRED'))
  const failed = await send(link, { headers: { accept: 'text/html' } })
  expect([failed.status, failed.text]).toEqual([401, expect.stringContaining('The credential has expired')])
  expect(tunnel.troubles.map(trouble => trouble?.code)).toEqual(['CREDENTIAL_EXPIRED'])
  expect((await send(link)).status).toBe(303)
})

test('a session is renewed before it ends, from the token that it had, and the browser sees nothing of it', async () => {
  const { latchkey, clocks, tunnel } = await openHouse()
  const cookie = cookieOf(await send(tunnel.newLink()))
  const session = async () => (await send(`${tunnel.origin}/`, { headers: { cookie } })).text.split('=').at(-1)
  clocks.pass(500_000)
  clocks.tick()
  expect([await session(), latchkey.logins.length]).toEqual(['jane-1', 1])
  clocks.sleep(3_600_000)
  // Nobody has called back yet: the first requests wait, and for one renewal.
  expect(await Promise.all([session(), session(), session()])).toEqual(['jane-2', 'jane-2', 'jane-2'])
  expect(latchkey.logins.map(({ renews, renewing }) => [renews, renewing])).toEqual([
    [undefined, true],
    ['jane-1', true],
  ])
})

test('whom a session acts as is no other session: it is renewed on, and stays what it was made', async () => {
  const { latchkey, clocks, tunnel } = await openHouse()
  const cookie = cookieOf(await send(tunnel.newLink()))
  const headers = { cookie, origin: tunnel.origin, 'x-latchkey-request': 'proof', 'content-type': 'application/json' }
  const session = async () => (await send(`${tunnel.origin}/`, { headers: { cookie } })).text.split('=').at(-1)
  await send(`${tunnel.origin}/api/v1/view`, { method: 'POST', headers, body: '{}' })
  expect(await session()).toBe('jane-1+view')
  clocks.sleep(3_600_000)
  expect([await session(), latchkey.logins.length]).toEqual(['jane-2+view', 2])
  await send(`${tunnel.origin}/api/v1/view`, { method: 'DELETE', headers })
  clocks.sleep(3_600_000)
  expect([await session(), latchkey.logins.length]).toEqual(['jane-3', 3])
})

test('a session that was signed out everywhere is renewed no more, which is told once', async () => {
  const { latchkey, clocks, lost, tunnel } = await openHouse()
  const cookie = cookieOf(await send(tunnel.newLink()))
  const revoked = new AppError('SESSION_REVOKED')
  latchkey.failures.push(revoked)
  for (let hour = 0; hour < 3; hour += 1) {
    clocks.pass(3_600_000)
    clocks.tick()
    await send(`${tunnel.origin}/`, { headers: { cookie } })
  }
  expect([latchkey.logins.length, lost]).toEqual([2, [{ ended: revoked }]])
})
