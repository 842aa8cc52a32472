import { expect, test } from './fixtures.ts'
import { cookiesOf, errorCode, send } from './http.ts'
import { install, latchkey } from './latchkey.ts'
import { startKubectlProxy } from './mounts/kubectl-proxy.ts'
import { servicePath } from './mounts/mount.ts'

// Last by name: it installs Latchkey anew, with addresses of the kube-apiserver closed to browsers.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

type Login = { wrappedToken: string }
const login = (): Login => JSON.parse(latchkey('viewer', ['login', '-o', 'json']).stdout) as Login
const codeOf = (): string => (JSON.parse(latchkey('viewer', ['login', '--code', '-o', 'json']).stdout) as { code: string }).code

test('an installation can close addresses of the kube-apiserver to browsers, and open them again', async ({ page, openLink }) => {
  const { origin, stop } = await startKubectlProxy()
  const base = origin + servicePath
  const fromPage = { 'sec-fetch-site': 'same-origin', 'x-latchkey-request': '1', 'content-type': 'application/json' }
  const exchange = (): ReturnType<typeof send> => send(`${base}/login?${new URLSearchParams({ 'wrapped-token': login().wrappedToken, to: '/' })}`)
  const paste = (): ReturnType<typeof send> => send(`${base}/api/v1/sign-in`, { method: 'POST', headers: fromPage, body: JSON.stringify({ code: codeOf() }) })
  try {
    const before = await exchange()
    expect(before.status).toBe(303)
    const cookie = cookiesOf(before)
    expect((await send(`${base}/api/v1/session`, { headers: { cookie } })).status).toBe(200)

    expect(install(['--no-shared-origin']).code).toBe(0)
    for (const answer of [await exchange(), await paste()]) {
      expect([answer.status, errorCode(answer)]).toEqual([403, 'SHARED_ORIGIN_REFUSED'])
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    // Sessions begun there before are no way in any more either.
    const kept = await send(`${base}/api/v1/session`, { headers: { cookie } })
    expect([kept.status, errorCode(kept)]).toEqual([403, 'SHARED_ORIGIN_REFUSED'])
    await page.goto(`${base}/resources/networking.istio.io/v1/virtualservices`)
    await expect(page.getByText('lets nobody sign in here')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Sign-in code' })).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'I understand, continue' })).toHaveCount(0)
    // An origin of its own, and scripts, are as they were.
    const { page: own } = await openLink('viewer')
    await expect(own.getByRole('heading', { name: 'Custom resources' })).toBeVisible()
    expect(latchkey('viewer', ['whoami']).code).toBe(0)
  } finally {
    expect(install().code).toBe(0)
  }
  expect((await exchange()).status).toBe(303)
  await stop()
})
