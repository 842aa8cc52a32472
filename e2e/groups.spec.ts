import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { cluster } from './cluster.ts'
import { send } from './http.ts'
import { startTunnel } from './latchkey.ts'
import { expect, test } from './mounts/fixtures.ts'
import { signIn as signInByCode } from './mounts/sign-in.ts'
import { createOwnUsers, type OwnUser, type OwnUsers, sameIdentity } from './own-user.ts'
import { noAuthenticators, serveTokenWebhook, type TokenWebhook } from './token-webhook.ts'

// People in as many groups as directories put them in. The groups are random UUIDs, as of Entra ID: nothing in them compresses.
test.skip(cluster.authenticators === undefined, noAuthenticators)

let webhook: TokenWebhook
let users: OwnUsers
test.beforeAll(async () => {
  users = createOwnUsers()
  webhook = await serveTokenWebhook()
})
test.afterAll(async () => {
  users?.remove()
  await webhook?.stop()
})

async function userIn(count: number): Promise<OwnUser> {
  const token = randomBytes(24).toString('base64url')
  webhook.answers.set(token, { user: { username: `in-${count}-groups`, groups: Array.from({ length: count }, () => randomUUID()) } })
  return users.add({ token })
}

const reviewSchema = z.object({ status: z.object({ userInfo: z.object({ groups: z.array(z.string()) }) }) })

for (const count of [0, 40, 200, 1_000, 1_400])
  test(`who is in ${count} groups is whom kubectl says, and works through the API as all of them`, async ({ mounts }) => {
    const user = await userIn(count)
    const login = await sameIdentity(user, ['login'])
    expect(login.user.groups).toHaveLength(count + 1)
    const proxy = mounts.get('kubectl-proxy')
    if ('unavailable' in proxy) throw new Error(proxy.unavailable)
    const answer = await send(`${proxy.mount.base}/api/k8s/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
      method: 'POST',
      headers: { 'x-latchkey-session': login.token, 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
    })
    expect(answer.status, answer.text).toBe(201)
    expect(reviewSchema.parse(JSON.parse(answer.text)).status.userInfo.groups.toSorted()).toEqual(login.user.groups.toSorted())
  })

test('who is in 1000 groups opens the dashboard', async ({ signIn }) => {
  const { page } = await signIn('guest', { KUBECONFIG: (await userIn(1_000)).kubeconfig })
  await expect(page.getByRole('heading', { name: 'Custom resources' })).toBeVisible()
  await expect(page.getByRole('banner').getByText('in-1000-groups')).toBeVisible()
})

for (const mount of ['kubectl-proxy', 'nginx-strip'] as const)
  test(`who is in 1000 groups signs in with a code in the mount ${mount}`, async ({ openTab }) => {
    const tab = await openTab(mount)
    await signInByCode(tab, 'guest', '/', { KUBECONFIG: (await userIn(1_000)).kubeconfig })
    await expect(tab.page.getByRole('banner').getByText('in-1000-groups')).toBeVisible()
  })

test('who is in more groups than cookies carry reads where the limit is, and what works instead', async ({ page }) => {
  const user = await userIn(1_400)
  const tunnel = await startTunnel('guest', 'dashboard', { env: { KUBECONFIG: user.kubeconfig } })
  try {
    const answer = await page.goto(tunnel.url)
    expect(answer?.status()).toBe(403)
    await expect(page.getByText(/too many groups for a browser's cookies.*at most 60800 fit.*latchkey.* work without cookies/)).toBeVisible()
  } finally {
    await tunnel.stop()
  }
  const listed = await user.latchkey(['get', 'virtualservices', '-n', 'shop'])
  expect([listed.code, listed.stderr]).toEqual([5, expect.stringContaining('cannot list resource "virtualservices"')])
})
