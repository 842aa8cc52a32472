import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fakeClocks } from '../testing/fake-clocks.ts'
import { fakeLatchkey } from '../testing/latchkey.ts'
import { send, tunnelTo } from '../testing/tunnel.ts'

type Case = { target?: string; method?: string; headers?: Record<string, string> }

async function house() {
  const clocks = fakeClocks()
  const latchkey = await fakeLatchkey(clocks)
  const tunnel = await tunnelTo(latchkey.origin, { clocks, door: { logIn: latchkey.logInAs('jane'), to: '/', onLost: () => {} } })
  const opened = await send(tunnel.newLink())
  const cookie = opened.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
  latchkey.requests.length = 0
  return { latchkey, tunnel, cookie, secret: new URL(tunnel.mount).pathname.slice(1), unused: new URL(tunnel.newLink()).pathname }
}
type House = Awaited<ReturnType<typeof house>>

const strangers: Array<[string, (house: House) => Case]> = [
  ['nothing', () => ({})],
  ['/healthz', () => ({ target: '/healthz' })],
  ['a session of the CLI alone', () => ({ target: '/api/v1/session', headers: { 'x-latchkey-session': 'token' } })],
  ['a POST', () => ({ method: 'POST', target: '/api/v1/login' })],
  ['a wrong cookie', ({ tunnel }) => ({ headers: { cookie: `latchkey-tunnel-${tunnel.port}=${'x'.repeat(43)}` } })],
  ['an empty cookie', ({ tunnel }) => ({ headers: { cookie: `latchkey-tunnel-${tunnel.port}=` } })],
  ['the beginning of the cookie', ({ cookie }) => ({ headers: { cookie: cookie.slice(0, -1) } })],
  ['the cookie of another port', ({ cookie }) => ({ headers: { cookie: cookie.replace(/-\d+=/, '-1=') } })],
  ['the secret in the cookie', ({ tunnel, secret }) => ({ headers: { cookie: `latchkey-tunnel-${tunnel.port}=${secret}` } })],
  ['the cookie in the path', ({ cookie }) => ({ target: `/${cookie.split('=')[1]}/` })],
  ['a wrong secret', () => ({ target: `/${'x'.repeat(43)}/` })],
  ['the beginning of the secret', ({ secret }) => ({ target: `/${secret.slice(0, 42)}/` })],
  ['the secret and more', ({ secret }) => ({ target: `/${secret}x/` })],
  ['the secret in a query', ({ secret }) => ({ target: `/?${secret}` })],
  ['the secret behind a dot segment', ({ secret }) => ({ target: `/./${secret}/` })],
  ['the secret in an absolute form', ({ secret, tunnel }) => ({ target: `http://127.0.0.1:${tunnel.port}/${secret}/` })],
  ['an unknown link', () => ({ target: `/_latchkey-open-${'x'.repeat(43)}` })],
  ['a link, but not to open it', ({ unused }) => ({ method: 'POST', target: unused })],
  ['a link with more behind it', ({ unused }) => ({ target: `${unused}?x` })],
  ['a planted session', ({ tunnel }) => ({ headers: { cookie: `latchkey-0123abcd-${tunnel.port}.0=x` } })],
]

const foreigners: Array<[string, (house: House) => Case]> = [
  ['a foreign Host', () => ({ headers: { host: 'evil.test' } })],
  ['another port', ({ tunnel }) => ({ headers: { host: `127.0.0.1:${tunnel.port + 1}` } })],
  ['a foreign Origin', () => ({ headers: { origin: 'http://evil.test' } })],
  ['an opaque Origin', () => ({ headers: { origin: 'null' } })],
  ['the Origin of another port', ({ tunnel }) => ({ headers: { origin: `http://127.0.0.1:${tunnel.port + 1}` } })],
]

test('who does not bring the secret of this launch is refused, and the cluster hears nothing', async () => {
  const home = await house()
  for (const [what, of] of strangers) {
    const { target = '/', method = 'GET', headers = {} } = of(home)
    for (const upgrade of [{}, { connection: 'upgrade', upgrade: 'websocket', origin: home.tunnel.origin }]) {
      const answer = await raw(home.tunnel.port, method, target, { ...headers, ...upgrade })
      expect([what, answer]).toEqual([what, { status: 403, code: 'TUNNEL_FORBIDDEN', cookie: undefined }])
    }
  }
  expect(home.latchkey.requests.length).toBe(0)
  expect((await send(`${home.tunnel.origin}${home.unused}`)).status).toBe(303)
})

test('a page of elsewhere is refused first, whatever it brings', async () => {
  const home = await house()
  for (const [what, of] of foreigners) {
    const { headers = {} } = of(home)
    for (const target of ['/', `/${home.secret}/`, home.unused, `/${home.secret}${home.unused}`]) {
      const answer = await raw(home.tunnel.port, 'GET', target, { cookie: home.cookie, ...headers })
      expect([what, answer]).toEqual([what, { status: 403, code: 'CROSS_SITE', cookie: undefined }])
    }
  }
  expect(home.latchkey.requests.length).toBe(0)
  // The link has not been used up by it.
  expect((await send(`${home.tunnel.origin}${home.unused}`)).status).toBe(303)
})

test('a refusal is told to who has closed its half of the connection, too', async () => {
  const { tunnel, secret } = await house()
  for (const [target, status] of [
    ['/', 403],
    [`/${secret}/../x`, 400],
  ] as const) {
    const socket = connect(tunnel.port, '127.0.0.1')
    socket.end(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${tunnel.port}\r\n\r\n`)
    expect(await text(socket)).toContain(`HTTP/1.1 ${status} `)
  }
})

test('who brings it passes, by the cookie or by the path', async () => {
  const { latchkey, tunnel, cookie, secret } = await house()
  const passed: Array<[string, Record<string, string>]> = [
    ['/healthz', { cookie }],
    [`/${secret}`, {}],
    [`/${secret}//healthz`, {}],
    [`/${secret}/healthz`, { cookie, origin: tunnel.origin }],
  ]
  for (const [target, headers] of passed) expect([target, (await raw(tunnel.port, 'GET', target, headers)).status]).toEqual([target, 200])
  expect(latchkey.arrived()).toEqual(['GET /healthz', 'GET /', 'GET /healthz', 'GET /healthz'])
})

test('a person is told in words what to do', async () => {
  const { tunnel } = await house()
  const answer = await send(`${tunnel.origin}/`, { headers: { accept: 'text/html' } })
  expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
    403,
    'text/plain; charset=utf-8',
    expect.stringContaining('run `latchkey dashboard` yourself'),
  ])
})

test('a page that another site led to asks once more, with the cookie that the browser kept back', async () => {
  const { latchkey, tunnel } = await house()
  const visit = (site: string, more: Record<string, string> = {}) =>
    send(`${tunnel.origin}/resources`, { headers: { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-site': site, ...more } })
  for (const site of ['cross-site', 'same-site']) {
    const answer = await visit(site)
    expect([answer.status, answer.headers['refresh']]).toEqual([403, '0'])
  }
  expect((await visit('same-origin')).headers['refresh'], 'there is an end to it').toBeUndefined()
  expect((await visit('none')).headers['refresh']).toBeUndefined()
  expect((await visit('cross-site', { 'sec-fetch-dest': 'iframe' })).headers['refresh']).toBeUndefined()
  expect(latchkey.requests.length).toBe(0)
})

/** A request whose target goes onto the socket as it stands. */
async function raw(port: number, method: string, target: string, headers: Record<string, string>) {
  const socket = connect(port, '127.0.0.1')
  const all = { host: `127.0.0.1:${port}`, connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  const answer = await text(socket)
  return {
    status: Number(answer.split(' ', 2)[1]),
    code: /"code":"(\w+)"/.exec(answer)?.[1],
    cookie: /^set-cookie: .*$/im.exec(answer)?.[0],
  }
}
