import type { Page } from '@playwright/test'
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
  kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', name])
  await expect(deleted(page)).toBeVisible()
  await expect(page.getByText('changed.example').first(), 'its last state stays').toBeVisible()
  kubectl('admin', ['create', '-f', '-'], manifest.replace(/"(?:resourceVersion|uid)": "[^"]*",?/g, ''))
  await expect(page.getByText(`${name}.shop.svc`).first()).toBeVisible()
  await expect(deleted(page)).toHaveCount(0)
  expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed)).toBe(true)
  expect(new Set(sockets)).toEqual(new Set(['/api/graphql']))
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
