import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { loginResponseSchema } from '#contract/login.ts'
import { cluster, kubectl } from './cluster.ts'
import { openCuttableLine } from './cuttable-line.ts'
import { expect, test } from './fixtures.ts'
import { pictureName } from './gallery/scene.ts'
import { takePictures } from './gallery/take.ts'
import { send } from './http.ts'

// Behind the service proxy a lost kube-apiserver takes the way to Latchkey with it. So here the built server runs beside
// the cluster, with its own rights, and reaches the kube-apiserver over a line that the test can cut.
type Kubeconfig = { clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }] }
const kubeconfig = parse(readFileSync(cluster.kubeconfigs.admin, 'utf8')) as Kubeconfig
const decode = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString()
const list = '/resources/networking.istio.io/v1/virtualservices?namespace=shop'

test('a lost kube-apiserver has its own page, an open list says since when it is stale, and both come back', async ({ browser }) => {
  test.setTimeout(180_000)
  const line = await openCuttableLine()
  const server = await startServer(line.port)
  const context = await browser.newContext()
  try {
    const token = kubectl('viewer', ['config', 'view', '--raw', '--minify', '-o', 'jsonpath={.users[0].user.token}'])
    const body = JSON.stringify({ method: 'token', token })
    const login = await send(`${server.origin}/api/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { wrappedToken } = loginResponseSchema.parse(JSON.parse(login.text))
    const open = await context.newPage()
    await open.goto(`${server.origin}/login?wrapped-token=${wrappedToken}&to=${encodeURIComponent(list)}`)
    await expect(open.getByRole('link', { name: 'reviews', exact: true })).toBeVisible()
    await expect(open.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible()

    line.cut()
    await expect(
      open
        .getByRole('status')
        .filter({ hasText: /since \d/i })
        .first(),
    ).toBeVisible()
    await expect(open.getByRole('link', { name: 'reviews', exact: true })).toBeVisible()
    await expect(open.getByRole('button', { name: 'Try again' })).toBeVisible()
    const lost = await context.newPage()
    expect((await lost.goto(`${server.origin}${list}`))?.status()).toBe(502)
    await expect(lost.getByRole('main')).toContainText(/kube-apiserver does not answer|cannot be reached|does not answer/i)
    expect((await send(`${server.origin}/healthz`)).status, 'a restart would not help').toBe(200)

    // It hears of no sign-out either. After 45 s, which its clock makes in one leap, it takes no session, says so, and asks nobody to sign in again.
    server.leap()
    await expect.poll(() => send(`${server.origin}/readyz`).then(({ status }) => status), { timeout: 70_000 }).toBe(503)
    expect((await lost.goto(`${server.origin}${list}`))?.status()).toBe(503)
    await expect(lost.getByRole('heading', { name: 'The cluster does not answer' })).toBeVisible()
    await expect(lost.getByText('latchkey dashboard')).toHaveCount(0)
    await takePictures(lost, pictureName('Cluster', 'unreachable'))
    await expect(open.getByRole('link', { name: 'reviews', exact: true })).toBeVisible()

    line.mend()
    await expect.poll(() => send(`${server.origin}/readyz`).then(({ status }) => status), { timeout: 30_000 }).toBe(200)
    await lost.getByRole('button', { name: 'Try again' }).click()
    await expect(lost).toHaveURL(`${server.origin}${list}`)
    await expect(async () => {
      await lost.reload()
      await expect(lost.getByRole('link', { name: 'reviews', exact: true })).toBeVisible({ timeout: 3000 })
    }).toPass({ timeout: 30_000 })
    await expect(open.getByRole('status').filter({ hasText: /live/i }).first()).toBeVisible({ timeout: 40_000 })
    await expect(open.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  } finally {
    await context.close()
    await server.stop()
    await line.close()
  }
})

/** `leap` sets its monotonic clock 45 s further. */
async function startServer(kubePort: number): Promise<{ origin: string; leap: () => void; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-server-'))
  const caFile = join(folder, 'ca.pem')
  const tokenFile = join(folder, 'token')
  writeFileSync(caFile, decode(kubeconfig.clusters[0].cluster['certificate-authority-data']))
  writeFileSync(tokenFile, kubectl('admin', ['-n', 'latchkey-system', 'create', 'token', 'latchkey', '--duration=1h']), { mode: 0o600 })
  const [port, metricsPort] = [await freePort(), await freePort()]
  const [clock, program] = ['leaping-clock.mjs', '../dist/app/server.mjs'].map(file => fileURLToPath(new URL(file, import.meta.url))) as [string, string]
  const child = spawn(process.execPath, ['--import', clock, program], {
    stdio: 'ignore',
    env: {
      ...process.env,
      PORT: String(port),
      LATCHKEY_METRICS_PORT: String(metricsPort),
      LATCHKEY_HOST: '127.0.0.1',
      LATCHKEY_NAMESPACE: 'latchkey-system',
      LATCHKEY_KUBE_SERVER: `https://127.0.0.1:${kubePort}`,
      LATCHKEY_KUBE_CA_FILE: caFile,
      LATCHKEY_KUBE_TOKEN_FILE: tokenFile,
    },
  })
  const origin = `http://127.0.0.1:${port}`
  await expect
    .poll(
      () =>
        send(`${origin}/readyz`).then(
          answer => answer.status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200)
  return { origin, leap: () => void child.kill('SIGUSR2'), stop: () => stop(child, folder) }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
