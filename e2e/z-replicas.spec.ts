import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { send } from './http.ts'
import { install, latchkey, startTunnel } from './latchkey.ts'
import { latchkeyPods } from './pods.ts'

// Last by name: these disturb the Deployment that the other specs use.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const pods = (): string[] => latchkeyPods().map(pod => pod.metadata.name)

test('killing one replica loses no session', async ({ openLink }) => {
  const { page, tunnel, expectConsole } = await openLink('admin')
  // What the service proxy sends to a pod that has just gone it answers itself.
  expectConsole(/status of 503/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const { token } = JSON.parse(latchkey('viewer', ['login', '-o', 'json']).stdout) as { token: string }
  const ask = async (): Promise<number> => (await send(`${tunnel.mount}/api/v1/session`, { headers: { 'x-latchkey-session': token } })).status
  expect(pods()).toHaveLength(2)
  for (const pod of pods()) {
    kubectl('admin', ['-n', 'latchkey-system', 'delete', 'pod', pod, '--now', '--wait=false'])
    await expect.poll(ask, { timeout: 30_000 }).toBe(200)
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    kubectl('admin', ['-n', 'latchkey-system', 'rollout', 'status', 'deployment/latchkey', '--timeout=120s'])
    // Sessions made before are good on the pod that is new.
    for (let i = 0; i < 10; i += 1) expect(await ask()).toBe(200)
  }
})

test('an image that nobody has fails the install with the reason, and the old pods go on', async () => {
  const before = pods()
  expect(before).toHaveLength(2)
  const run = latchkey('admin', ['install', '--image', 'latchkey:no-such-image', '--image-pull-policy', 'Never', '--timeout', '15'])
  expect(run.code).toBe(10)
  expect(run.stderr).toMatch(/ErrImageNeverPull|no-such-image/)
  expect(latchkey('viewer', ['whoami']).code).toBe(0)
  expect(pods()).toEqual(expect.arrayContaining(before))
  expect(install().code).toBe(0)
  expect(pods()).toEqual(before)
})

test('who is not in the granted group reads what to ask for, and install gives it back', async () => {
  expect(install(['--grant-group', 'team-shop']).code).toBe(0)
  const refused = latchkey('viewer', ['whoami'])
  expect(refused.code).toBe(5)
  expect(refused.stderr).toContain('--grant-group')
  expect(latchkey('editor', ['whoami']).code).toBe(0)
  expect(install().code).toBe(0)
  expect(latchkey('viewer', ['whoami']).code).toBe(0)
})

test('uninstall removes everything it made, twice without harm, and install brings it back', async () => {
  expect(latchkey('admin', ['uninstall', '--yes']).code).toBe(0)
  const left = kubectl('admin', ['get', 'namespaces,clusterroles,clusterrolebindings', '-o', 'name'])
    .split('\n')
    // The demo cluster has two of its own by that name.
    .filter(name => name.includes('latchkey') && !name.includes('latchkey-demo') && !name.endsWith('/latchkey:kubelet-api'))
  expect(left).toEqual([])
  expect(latchkey('admin', ['uninstall', '--yes']).code).toBe(0)
  const gone = latchkey('viewer', ['whoami'])
  expect(gone.code).toBe(5)
  const goneForAdmin = latchkey('admin', ['whoami'])
  expect(goneForAdmin.code).toBe(6)
  expect(goneForAdmin.stderr).toContain('latchkey install')
  expect(install().code).toBe(0)
  const tunnel = await startTunnel('viewer', 'proxy')
  expect((await send(`${tunnel.mount}/readyz`)).status).toBe(200)
  await tunnel.stop()
})
