import type { Page, WebSocketRoute } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'

// The page of one object, kept as the cluster has it by a subscription of the GraphQL API.
const pageOf = (namespace: string, name: string): string => `/resources/networking.istio.io/v1/virtualservices/${namespace}/${name}`
const liveState = (page: Page) => page.getByRole('status', { name: 'Live state' })
const deleted = (page: Page) => page.getByText('was deleted while')

test('an object shows kubectl’s changes without a reload, and the one that comes after it', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await signIn('editor')
  const sockets: string[] = []
  page.on('websocket', socket => sockets.push(new URL(socket.url()).pathname))
  await page.goto(`${origin}${pageOf('shop', name)}`)
  await expect(liveState(page)).toHaveText('Live')
  await page.evaluate(() => Object.assign(globalThis, { stayed: true }))
  const manifest = kubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name, '-o', 'json'])
  kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=merge', '-p', '{"spec":{"hosts":["changed.example"]}}'])
  await expect(page.getByText('changed.example').first()).toBeVisible()
  await page.getByRole('button', { name: 'What changed' }).click()
  const diff = page.getByRole('table', { name: 'What changed' })
  await expect(diff.getByRole('row').filter({ hasText: 'added: ' })).toHaveText([/changed\.example/])
  await expect(diff.getByRole('row').filter({ hasText: 'removed: ' })).toHaveText([new RegExp(`${name}\\.shop\\.svc`)])
  await page.getByRole('button', { name: 'Mark as seen' }).click()
  await expect(diff).toHaveCount(0)
  await page.getByRole('tab', { name: 'Events' }).click()
  await expect(page.getByText('No events about this object.')).toBeVisible()
  kubectl('admin', ['create', '-f', '-'], eventAbout(manifest))
  await expect(page.getByRole('table', { name: 'Events' }).getByRole('row').last()).toContainText('as it happens')
  await page.getByRole('tab', { name: 'Overview' }).click()
  kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', name])
  await expect(deleted(page)).toBeVisible()
  await expect(page.getByText('changed.example').first(), 'its last state stays').toBeVisible()
  kubectl('admin', ['create', '-f', '-'], manifest.replace(/"(?:resourceVersion|uid)": "[^"]*",?/g, ''))
  await expect(page.getByText(`${name}.shop.svc`).first()).toBeVisible()
  await expect(deleted(page)).toHaveCount(0)
  expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed)).toBe(true)
  expect(new Set(sockets)).toEqual(new Set(['/api/graphql']))
})

/** An event about an object, as JSON. */
function eventAbout(manifest: string): string {
  const { apiVersion, kind, metadata } = JSON.parse(manifest) as { apiVersion: string; kind: string; metadata: Record<'name' | 'namespace' | 'uid', string> }
  const { name, namespace, uid } = metadata
  const lastTimestamp = new Date().toISOString().replace(/\.\d+/, '')
  const about = { involvedObject: { apiVersion, kind, name, namespace, uid }, reason: 'Told', message: 'as it happens', type: 'Normal', lastTimestamp }
  return JSON.stringify({ apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.told`, namespace }, ...about })
}

test('a part that cannot be read again says from when it is, until it can', async ({ signIn, virtualService }) => {
  test.setTimeout(180_000)
  const name = await virtualService('shop')
  const { page, origin, expectConsole } = await signIn('viewer')
  expectConsole(/WebSocket connection to|Failed to load resource/)
  let isCut = false
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket(/\/api\/graphql/, socket => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    sockets.push(socket)
  })
  await page.route(/\/api\/graphql/, route => (isCut ? route.abort() : route.continue()))
  await page.goto(`${origin}${pageOf('shop', name)}?tab=events`)
  await expect(liveState(page)).toHaveText('Live')
  const asOf = page.getByText(/^As of \d\d:\d\d:\d\d: it cannot be read again just now\.$/)
  await expect(asOf).toHaveCount(0)
  isCut = true
  for (const socket of sockets) await socket.close()
  // A read that took long is not repeated soon.
  await expect(asOf.first()).toBeVisible({ timeout: 90_000 })
  isCut = false
  await expect(asOf).toHaveCount(0, { timeout: 30_000 })
  await expect(liveState(page)).toHaveText('Live', { timeout: 30_000 })
})

test('what an object owns, and whether what it names is there, are kept as the cluster has them', async ({ signIn, virtualService }) => {
  test.setTimeout(240_000)
  const name = await virtualService('shop')
  const admin = (args: readonly string[], stdin?: string) => kubectl('admin', ['-n', 'shop', ...args], stdin)
  const child = (uid: string) => ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, ownerReferences: [{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', name, uid }] },
    spec: { secretName: name, issuerRef: { name } },
  })
  try {
    const { page, origin } = await signIn('admin')
    await page.goto(`${origin}${pageOf('shop', name)}`)
    const panel = (title: string) => page.getByRole('region', { name: title, exact: true })
    await expect(panel('Owns')).toContainText('Nothing you may view.')
    const uid = admin(['get', 'virtualservice', name, '-o', 'jsonpath={.metadata.uid}'])
    admin(['create', '-f', '-'], JSON.stringify(child(uid)))
    // Without a change of the object itself they are looked for every 15 s.
    await expect(panel('Owns').getByRole('link', { name })).toBeVisible({ timeout: 60_000 })
    const status = { conditions: [{ type: 'Ready', status: 'False', reason: 'Denied', message: 'no', lastTransitionTime: new Date().toISOString() }] }
    admin(['patch', 'certificate', name, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })])
    // With a change of it at once.
    admin(['annotate', 'virtualservice', name, 'looked=again'])
    await expect(panel('Owns').getByText('Not ready')).toBeVisible({ timeout: 60_000 })

    await page.goto(`${origin}/resources/cert-manager.io/v1/certificates/shop/${name}`)
    const issuer = panel('Refers to').getByRole('listitem').filter({ hasText: 'Issuer' })
    await expect(issuer).toContainText('Missing')
    admin(['create', '-f', '-'], JSON.stringify({ apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name }, spec: { selfSigned: {} } }))
    admin(['annotate', 'certificate', name, 'looked=again'])
    await expect(issuer).not.toContainText('Missing', { timeout: 60_000 })
    await expect(panel('Owned by').getByRole('link', { name })).toBeVisible()
  } finally {
    admin(['delete', 'certificate,issuer', name, '--ignore-not-found'])
  }
})

test('a tab of an object has an address', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  const address = `${origin}${pageOf('shop', 'reviews')}`
  const tab = (name: string) => page.getByRole('tab', { name })
  await page.goto(`${address}?tab=yaml`)
  await expect(tab('YAML')).toHaveAttribute('aria-selected', 'true')
  await tab('Events').click()
  await expect(page).toHaveURL(`${address}?tab=events`)
  await page.reload()
  await expect(tab('Events')).toHaveAttribute('aria-selected', 'true')
  await tab('Overview').click()
  await expect(page).toHaveURL(address)
  await page.goto(`${address}?tab=nonsense`)
  await expect(tab('Overview')).toHaveAttribute('aria-selected', 'true')
})

test('an editor hears of what others change, and of a deletion', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${pageOf('shop', name)}/edit`)
  await expect(page.getByRole('button', { name: 'Review changes' })).toBeEnabled()
  kubectl('admin', ['-n', 'shop', 'annotate', 'virtualservice', name, 'theirs=yes'])
  await expect(page.getByText('was changed by someone else while you edit it')).toBeVisible()
  await page.getByRole('button', { name: 'Show their changes' }).click()
  await expect(page.getByRole('table', { name: 'Their changes' })).toContainText('theirs')
  kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', name])
  await expect(deleted(page)).toBeVisible()
})

for (const [rights, only] of [
  ['every object of the namespace', false],
  ['this object alone', true],
] as const)
  test(`who may see ${rights} sees it, and no deletion when that right goes`, async ({ signIn, virtualService }) => {
    const name = await virtualService('shop')
    const user = kubectl('guest', ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'])
    const role = ['role', name, '--verb=get,list,watch', '--resource=virtualservices.networking.istio.io', ...(only ? [`--resource-name=${name}`] : [])]
    kubectl('admin', ['-n', 'shop', 'create', ...role])
    kubectl('admin', ['-n', 'shop', 'create', 'rolebinding', name, `--role=${name}`, `--user=${user}`])
    try {
      const { page, origin } = await signIn('guest')
      await page.goto(`${origin}${pageOf('shop', name)}`)
      await expect(liveState(page)).toHaveText('Live')
      // Longer than between two looks at the rights.
      await page.waitForTimeout(6_000)
      kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=merge', '-p', '{"spec":{"hosts":["changed.example"]}}'])
      await expect(page.getByText('changed.example').first()).toBeVisible()
      kubectl('admin', ['-n', 'shop', 'delete', 'rolebinding', name])
      await expect(liveState(page)).toContainText('you may not watch this', { timeout: 20_000 })
      await expect(deleted(page)).toHaveCount(0)
    } finally {
      kubectl('admin', ['-n', 'shop', 'delete', 'role,rolebinding', name, '--ignore-not-found'])
    }
  })
