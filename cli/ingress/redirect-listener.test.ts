import { request } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../lib/errors/app-error.ts'
import { readText } from '../kube/transport.ts'
import { localServer } from '../testing/local-server.ts'
import { failureOf } from '../testing/throws.ts'
import { type LinkLogin, openRedirectListener, type RedirectListener, type RedirectOptions } from './redirect-listener.ts'

const url = 'https://ops.example.com/latchkey'

type Answer = { status: number; location: string | undefined; caching: string | undefined; text: string }

function send(address: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(address, { method: 'GET', ...options }, async response => {
      const { location, 'cache-control': caching } = response.headers
      resolve({ status: response.statusCode ?? 0, location, caching, text: await readText(response) })
    })
      .on('error', reject)
      .end()
  })
}

const login = (wrappedToken = 'wrapped'): LinkLogin => ({ token: `session of ${wrappedToken}`, wrappedToken })

/** `ended`: tokens whose session was ended. `told`: what the terminal was told of. */
async function listener(
  signIn: () => Promise<LinkLogin>,
  more: Partial<RedirectOptions> = {},
): Promise<RedirectListener & Record<'ended' | 'told', unknown[]>> {
  const [ended, told]: [unknown[], unknown[]] = [[], []]
  const signOut = async (token: string) => void ended.push(token)
  const onLost: RedirectOptions['onLost'] = lost => void told.push(lost)
  const opened = await openRedirectListener({ url, signIn, signOut, onLost, to: '/', port: 0, isOtherUser: async () => false, ...more })
  onTestFinished(opened.close)
  return { ...opened, ended, told }
}

describe('a sign-in link', () => {
  test('leads to the exchange at the address of the ingress, once', async () => {
    const { newLink, ended } = await listener(async () => login('wrapped+/='), { to: '/?namespace=shop' })
    const link = newLink()
    expect(await send(link)).toEqual({
      status: 303,
      location: `${url}/login?wrapped-token=wrapped%2B%2F%3D&to=%2F%3Fnamespace%3Dshop`,
      caching: 'no-store',
      text: '',
    })
    expect(ended).toEqual([])
    const again = await send(link)
    expect([again.status, again.location]).toEqual([410, undefined])
    expect(again.text).toContain('has been used')
  })

  test('that is opened again ends the session that it began, once, and no other, and tells the terminal', async () => {
    let count = 0
    const { newLink, ended, told } = await listener(async () => {
      count += 1
      return login(String(count))
    })
    const [first, second] = [newLink(), newLink()]
    await send(first)
    await send(second)
    expect([ended, told]).toEqual([[], []])
    await send(first)
    await send(first)
    expect([ended, told]).toEqual([['session of 1'], [{ reused: true }]])
  })

  test('opened by two at the same moment is one sign-in, and its session is ended', async () => {
    let count = 0
    const { newLink, ended } = await listener(async () => {
      count += 1
      return login(String(count))
    })
    const link = newLink()
    const answers = await Promise.all([send(link), send(link)])
    expect([answers.map(({ status }) => status).sort(), ended, count]).toEqual([[303, 410], ['session of 1'], 1])
  })

  test('whose session cannot be ended is told, and tried again when it is opened again', async () => {
    const ended: string[] = []
    const signOut = async (token: string) => {
      if (ended.push(token) === 1) throw new AppError('NOT_READY', 'Nobody answers.')
    }
    const { newLink, told } = await listener(async () => login('1'), { signOut })
    const link = newLink()
    for (const status of [303, 410, 410, 410]) expect((await send(link)).status).toBe(status)
    expect(ended).toEqual(['session of 1', 'session of 1'])
    const error = expect.objectContaining({ code: 'NOT_READY', message: expect.stringMatching(/could not be ended.*Nobody answers\..*logout --everywhere/) })
    expect(told).toEqual([{ reused: true }, { ended: error }, { reused: true }])
  })

  test('whose sign-in failed says why and stays good', async () => {
    let works = false
    const { newLink } = await listener(async () => {
      if (!works) throw new AppError('CREDENTIAL_EXPIRED')
      return login()
    })
    const link = newLink()
    const failed = await send(link, { headers: { accept: 'text/html' } })
    expect([failed.status, failed.text]).toEqual([401, expect.stringContaining('The credential has expired')])
    works = true
    expect((await send(link)).status).toBe(303)
  })
})

describe('everything else', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/login?wrapped-token=x'],
    ['GET', '/_latchkey-open'],
    ['POST', '/_latchkey-open-x'],
    ['GET', '/api/v1/login/methods'],
  ])('%s %s is 404, and says where the dashboard is', async (method, path) => {
    const { origin } = await listener(async () => login())
    const answer = await send(`${origin}${path}`, { method })
    expect([answer.status, answer.location]).toEqual([404, undefined])
    expect(answer.text).toContain(`The dashboard is at ${url}/`)
  })

  test.each([
    ['a foreign Host', { host: 'evil.test' }],
    ['a foreign Origin', { origin: 'https://evil.test' }],
    ['an opaque Origin', { origin: 'null' }],
    ['the Origin of the ingress itself', { origin: 'https://ops.example.com' }],
  ])('%s is refused, and the link stays good', async (_what, headers) => {
    const { newLink } = await listener(async () => login())
    const link = newLink()
    expect((await send(link, { headers })).status).toBe(403)
    expect((await send(link)).status).toBe(303)
  })

  test('another user of this computer is refused, and the link stays good', async () => {
    let isOther = true
    const { newLink } = await listener(async () => login(), { isOtherUser: async () => isOther })
    const link = newLink()
    expect((await send(link)).status).toBe(403)
    isOther = false
    expect((await send(link)).status).toBe(303)
  })

  test('a port that is taken is told by its number', async () => {
    const taken = Number(new URL(await localServer((_request, response) => response.end())).port)
    const error = await failureOf(() =>
      openRedirectListener({ url, port: taken, signIn: async () => login(), signOut: async () => {}, onLost: () => {}, to: '/' }),
    )
    expect([error.code, error.message]).toEqual(['PORT_IN_USE', `Port ${taken} of 127.0.0.1 is in use.`])
  })
})
