import { request } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../lib/errors/app-error.ts'
import { readText } from '../kube/transport.ts'
import { localServer } from '../testing/local-server.ts'
import { failureOf } from '../testing/throws.ts'
import { openRedirectListener, type RedirectListener, type RedirectOptions } from './redirect-listener.ts'

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

async function listener(signIn: () => Promise<string>, to = '/', more: Partial<RedirectOptions> = {}): Promise<RedirectListener> {
  const opened = await openRedirectListener({ url, signIn, to, port: 0, isOtherUser: async () => false, ...more })
  onTestFinished(opened.close)
  return opened
}

describe('a sign-in link', () => {
  test('leads to the exchange at the address of the ingress, once', async () => {
    const { newLink } = await listener(async () => 'wrapped+/=', '/?namespace=shop')
    const link = newLink()
    expect(await send(link)).toEqual({
      status: 303,
      location: `${url}/login?wrapped-token=wrapped%2B%2F%3D&to=%2F%3Fnamespace%3Dshop`,
      caching: 'no-store',
      text: '',
    })
    const again = await send(link)
    expect([again.status, again.location]).toEqual([410, undefined])
    expect(again.text).toContain(`go on at ${url}/`)
  })

  test('whose sign-in failed says why and stays good', async () => {
    let works = false
    const { newLink } = await listener(async () => {
      if (!works) throw new AppError('CREDENTIAL_EXPIRED')
      return 'wrapped'
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
    const { origin } = await listener(async () => 'wrapped')
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
    const { newLink } = await listener(async () => 'wrapped')
    const link = newLink()
    expect((await send(link, { headers })).status).toBe(403)
    expect((await send(link)).status).toBe(303)
  })

  test('another user of this computer is refused, and the link stays good', async () => {
    let isOther = true
    const { newLink } = await listener(async () => 'wrapped', '/', { isOtherUser: async () => isOther })
    const link = newLink()
    expect((await send(link)).status).toBe(403)
    isOther = false
    expect((await send(link)).status).toBe(303)
  })

  test('a port that is taken is told by its number', async () => {
    const taken = Number(new URL(await localServer((_request, response) => response.end())).port)
    const error = await failureOf(() => openRedirectListener({ url, port: taken, signIn: async () => '', to: '/' }))
    expect([error.code, error.message]).toEqual(['PORT_IN_USE', `Port ${taken} of 127.0.0.1 is in use.`])
  })
})
