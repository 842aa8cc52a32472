import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cluster, kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { errorCode } from './http.ts'
import { latchkey } from './latchkey.ts'
import { openTab, openWatch } from './open-streams.ts'
import { bearerOf, logInAt, logOutAt, openReplicas, type Replica, sessionAt } from './replicas.ts'

// Near the end by name: it ends every session of some users, and in the end of all.
test.describe.configure({ mode: 'serial', timeout: 180_000 })

/** What is promised for every replica and every stream. */
const signOutMs = 5_000
const everywhere = '/apis/networking.istio.io/v1/virtualservices'
const keyring = ['-n', 'latchkey-system', 'secret', 'latchkey-keyring'] as const

let replicas: Replica[]
let one: Replica
let other: Replica
test.beforeAll(async () => {
  replicas = await openReplicas()
  expect(replicas).toHaveLength(2)
  ;[one, other] = replicas as [Replica, Replica]
})
test.afterAll(() => {
  for (const replica of replicas ?? []) replica.close()
})

const refusedAt = async (replica: Replica, token: string) => {
  const answer = await sessionAt(replica, token)
  return answer.status === 200 ? 'accepted' : errorCode(answer)
}

test('a sign-out at one replica ends the session, its watches and its tabs at the other within five seconds', async () => {
  const [{ token }, bystander] = [await logInAt(one, bearerOf('viewer')), await logInAt(one, bearerOf('viewer'))]
  const tabs = [await openTab(one, token, everywhere), await openTab(other, token, everywhere)]
  const watch = await openWatch(other, token, everywhere)
  const spared = await openTab(other, bystander.token, everywhere)
  expect(await refusedAt(other, token)).toBe('accepted')
  const startedMs = performance.now()
  expect((await logOutAt(one, token)).status).toBe(204)
  const answeredMs = performance.now()
  expect(await refusedAt(one, token), 'where it was signed out, at once').toBe('SESSION_REVOKED')
  await expect.poll(() => refusedAt(other, token), { timeout: signOutMs, intervals: [20] }).toBe('SESSION_REVOKED')
  const refusedMs = performance.now()
  await expect.poll(() => [...tabs.map(tab => tab.closed()), watch.isOver()], { timeout: signOutMs, intervals: [20] }).toEqual([4403, 4403, true])
  const endedMs = performance.now()
  const since = (ms: number): string => `${Math.round(ms - startedMs)} ms`
  console.log(`sign-out: answered ${since(answeredMs)}, refused by the other replica ${since(refusedMs)}, all streams ended ${since(endedMs)}`)
  expect([spared.closed(), await refusedAt(other, bystander.token)]).toEqual([null, 'accepted'])
  spared.end()
})

test('a sign-out everywhere ends what the command line keeps elsewhere too, and nobody else’s', async () => {
  const [here, elsewhere] = [mkdtempSync(join(tmpdir(), 'latchkey-state-')), mkdtempSync(join(tmpdir(), 'latchkey-state-'))]
  const kept = (stateHome: string): string[] => {
    const folder = join(stateHome, 'latchkey', 'sessions')
    return readdirSync(folder).map(file => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { token: string }).token)
  }
  try {
    for (const stateHome of [here, elsewhere]) expect(latchkey('viewer', ['whoami'], { stateHome }).code).toBe(0)
    const [token = ''] = kept(elsewhere)
    const { token: third } = await logInAt(other, bearerOf('viewer'))
    const editor = JSON.parse(latchkey('editor', ['login', '-o', 'json']).stdout) as { token: string }
    const tab = await openTab(other, third, everywhere)
    const run = latchkey('viewer', ['logout', '--everywhere'], { stateHome: here })
    expect([run.code, run.stdout.trim()]).toEqual([0, 'Signed out everywhere: every session of yours in this cluster has ended.'])
    expect(kept(here)).toEqual([])
    for (const replica of replicas)
      for (const old of [token, third]) await expect.poll(() => refusedAt(replica, old), { timeout: signOutMs }).toBe('SESSION_REVOKED')
    await expect.poll(tab.closed, { timeout: signOutMs }).toBe(4403)
    expect(await refusedAt(other, editor.token), 'of someone else').toBe('accepted')
    expect(latchkey('viewer', ['whoami'], { stateHome: elsewhere }).code, 'signs in anew by itself').toBe(0)
    const [next = ''] = kept(elsewhere)
    expect(next).not.toBe(token)
    for (const replica of replicas) expect(await refusedAt(replica, next)).toBe('accepted')
  } finally {
    for (const stateHome of [here, elsewhere]) rmSync(stateHome, { recursive: true, force: true })
  }
})

test('a page signs out everywhere, and a page in another browser says so by itself', async ({ openLink }) => {
  const [{ page }, { page: second, origin }] = [await openLink('editor'), await openLink('editor')]
  await second.goto(`${origin}/resources/networking.istio.io/v1/virtualservices?namespace=shop`)
  await expect(second.getByRole('table', { name: /virtualservices/i }).or(second.getByRole('grid', { name: /virtualservices/i }))).toBeVisible()
  await page.getByRole('button', { name: /^(renews|ends)/ }).click()
  await page.getByRole('dialog', { name: 'Your session' }).getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByRole('heading', { name: 'You have signed out' })).toBeVisible()
  await expect(second.getByText(/Your session has ended/)).toBeVisible()
})

test('no request of twenty clients is lost when the keys are rotated', async () => {
  const bearer = bearerOf('viewer')
  const before = await logInAt(one, bearer)
  let isRunning = true
  const outcomes: string[] = []
  const clients = Array.from({ length: 20 }, async (_, index) => {
    const replica = replicas[index % 2] as Replica
    const cross = replicas[(index + 1) % 2] as Replica
    while (isRunning) {
      outcomes.push(await refusedAt(replica, before.token))
      // Signed at one replica, shown at the other: with whichever key signs now.
      if (index % 5 === 0) outcomes.push(await refusedAt(cross, (await logInAt(replica, bearer)).token))
    }
  })
  const newest: string[] = []
  for (let round = 0; round < 3; round += 1) newest.push(await rotate())
  const kidOf = (token: string): string => (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid
  for (const replica of replicas) await expect.poll(async () => kidOf((await logInAt(replica, bearer)).token), { timeout: 30_000 }).toBe(newest.at(-1))
  isRunning = false
  await Promise.all(clients)
  const failures = outcomes.filter(outcome => outcome !== 'accepted')
  console.log(`rotation: ${outcomes.length} requests of 20 clients over ${newest.length} rotations, ${failures.length} failed`)
  expect(failures).toEqual([])
  expect(outcomes.length).toBeGreaterThan(100)
})

test('deleting the keys ends every session, and the replicas heal by themselves', async () => {
  const bearer = bearerOf('viewer')
  const { token } = await logInAt(one, bearer)
  kubectl('admin', ['delete', ...keyring])
  for (const replica of replicas) await expect.poll(() => refusedAt(replica, token), { timeout: 30_000 }).toBe('SESSION_INVALID')
  const next = await logInAt(one, bearer)
  for (const replica of replicas) await expect.poll(() => refusedAt(replica, next.token), { timeout: 30_000 }).toBe('accepted')
  expect(kubectl('admin', ['get', ...keyring, '-o', 'name']).trim()).toBe('secret/latchkey-keyring')
  expect(latchkey('viewer', ['whoami']).code).toBe(0)
})

/** kubectl as admin without holding up the clients of this process. */
function kubectlBeside(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(cluster.kubectl, ['--kubeconfig', cluster.kubeconfigs.admin, ...args], (error, stdout) => (error ? reject(error) : resolve(stdout)))
    child.stdin?.end(input)
  })
}

/** Puts a new key in front of the ring and keeps the others, as a replica does when it is time. Gives the new key's id. */
async function rotate(): Promise<string> {
  const secret = JSON.parse(await kubectlBeside(['get', ...keyring, '-o', 'json'])) as { data: Record<string, string> }
  const text = Buffer.from(secret.data['keyring.json'] ?? '', 'base64').toString()
  const ring = JSON.parse(text) as Record<string, { key: string; notAfter: string }>
  const latestMs = Math.max(...Object.values(ring).map(({ notAfter }) => Date.parse(notAfter)))
  const kid = randomBytes(4).toString('hex')
  const next = { [kid]: { key: randomBytes(32).toString('base64'), notAfter: new Date(latestMs + 1_000).toISOString() }, ...ring }
  secret.data['keyring.json'] = Buffer.from(JSON.stringify(next)).toString('base64')
  await kubectlBeside(['replace', '-f', '-'], JSON.stringify(secret))
  return kid
}
