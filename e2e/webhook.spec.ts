import { randomBytes } from 'node:crypto'
import { cluster } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { createOwnUsers, type OwnUser, type OwnUsers, refused, sameIdentity } from './own-user.ts'
import { noAuthenticators, serveTokenWebhook, type TokenWebhook, type WebhookAnswer } from './token-webhook.ts'

// Tokens that say nothing, of an authenticator that only the kube-apiserver knows.
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

/** A user with a fresh token; none is known to the webhook without an answer. */
async function tokenUser(answer?: WebhookAnswer): Promise<OwnUser & { token: string }> {
  const token = `opaque-${randomBytes(24).toString('base64url')}`
  if (answer) webhook.answers.set(token, answer)
  return { ...(await users.add({ token })), token }
}

test('an opaque token carries name, uid, groups and extra, and the session ends within the hour', async () => {
  const user = await tokenUser({
    user: {
      username: 'Wendy Webhook <wendy@example.com>',
      uid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      groups: ['platform', 'Domain Users', 'équipe-paiements'],
      extra: { 'example.com/tenant': ['north', 'south'], 'example.com/cost-center': ['4711'] },
    },
  })
  const before = Date.now()
  const whoami = await sameIdentity(user)
  expect(whoami.user.groups).toContain('équipe-paiements')
  expect(whoami.user.extra['example.com/tenant']).toEqual(['north', 'south'])
  // Nobody knows when such a token ends.
  expect(Date.parse(whoami.expiresAt)).toBeLessThanOrEqual(Date.now() + 3_600_000)
  expect(Date.parse(whoami.expiresAt)).toBeGreaterThan(before + 3_000_000)
})

test('a user with a name and nothing else', async () => {
  const whoami = await sameIdentity(await tokenUser({ user: { username: 'bare' } }))
  expect(whoami.user).toEqual({ name: 'bare', uid: '', groups: ['system:authenticated'], extra: {} })
})

test('an identity that cannot be carried on whole is refused, and told why', async () => {
  const user = await tokenUser({ user: { username: 'scoped', extra: { 'scopes.authorization.openshift.io': ['user:info'] } } })
  expect((await user.kubectl(['auth', 'whoami'])).code).toBe(0)
  const { code, stdout, stderr } = await user.latchkey(['whoami', '-o', 'json'])
  expect([code, stdout]).toEqual([5, ''])
  expect(stderr).toContain("'scopes.authorization.openshift.io'")
})

for (const [what, answer] of [
  ['that the webhook does not know', undefined],
  ['that the webhook refuses in words', { error: 'the directory is away' }],
  ['at which the webhook fails', { httpStatus: 500 }],
] as const)
  test(`a token ${what} is refused`, async () => {
    const user = await tokenUser(answer)
    expect(await refused(user, user.token)).toContain('does not accept the credential')
  })
