import { randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { kubectl, tryKubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'

// The API explorer, and the search over every kind. The fixture fails a test whose page breaks its content policy.
const result = (page: Page) => page.getByRole('region', { name: 'Result' })

/** Replaces what stands in an editor. */
async function write(page: Page, editor: 'Operation' | 'Variables', text: string): Promise<void> {
  await page.getByRole('textbox', { name: editor }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}

test('an operation runs as the user, by the button and by keys, and is found again in the history', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/explorer`)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(result(page)).toContainText('legacy-www')
  await write(page, 'Operation', '{ me { name } }')
  await write(page, 'Variables', '{}')
  await page.keyboard.press('Control+Enter')
  await expect(result(page)).toContainText('system:serviceaccount:latchkey-demo:viewer')
  await page.reload()
  await write(page, 'Operation', '{ other }')
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('button', { name: /me \{ name \}/ }).click()
  await expect(page.getByRole('textbox', { name: 'Operation' })).toHaveText('{ me { name } }')
})

const editor = (page: Page, name: 'Operation' | 'Variables') => page.getByRole('textbox', { name })
const warning = (page: Page) => page.getByText('changes something once it is run')
const messages = (page: Page) => page.getByRole('status', { name: 'Messages' })
const linkOf = (query: string, variables = '{}', operationName = '') =>
  `#operation=${deflateRawSync(JSON.stringify({ query, variables, operationName })).toString('base64url')}`

/** The operation that stands in the address; undefined where there is none. */
function inAddress(page: Page): unknown {
  const deflated = /^#operation=([\w-]+)$/.exec(new URL(page.url()).hash)?.[1]
  return deflated && JSON.parse(inflateRawSync(Buffer.from(deflated, 'base64url')).toString())
}

/** Operations that a page sends in its own words; its own parts send the names of theirs. */
function sentOperations(page: Page): string[] {
  const sent: string[] = []
  page.on('request', request => {
    const { query } = (request.url().endsWith('/api/graphql') && (request.postDataJSON() as { query?: string } | null)) || {}
    if (query) sent.push(query)
  })
  return sent
}

test('the address has the operation: somebody else who follows it, and a reload, find it in the editors', async ({ signIn }) => {
  const [{ page, origin }, other] = [await signIn('viewer'), await signIn('editor')]
  await page.goto(`${origin}/explorer`)
  const query = 'query Me { me { name } }\nquery Shop($text: String!) { search(text: $text) { total } } # Größe'
  const variables = '{"text": "shop"}'
  await write(page, 'Operation', query)
  await write(page, 'Variables', variables)
  await page.getByRole('combobox', { name: 'Operation to run' }).selectOption('Shop')
  await expect.poll(() => inAddress(page)).toEqual({ query, variables, operationName: 'Shop' })
  // The way to the page that is shown already leaves what stands on it, so its address does.
  const steps = await page.evaluate(() => history.length)
  await page.getByRole('link', { name: 'API explorer' }).click()
  await expect.poll(() => page.evaluate(() => history.length)).toBe(steps + 1)
  await expect.poll(() => inAddress(page)).toEqual({ query, variables, operationName: 'Shop' })
  await page.reload()
  const sent = sentOperations(other.page)
  await other.page.goto(`${other.origin}/explorer${new URL(page.url()).hash}`)
  for (const shown of [page, other.page]) {
    await expect(editor(shown, 'Operation')).toContainText('query Shop($text: String!)')
    await expect(editor(shown, 'Variables')).toHaveText(variables)
    await expect(shown.getByRole('combobox', { name: 'Operation to run' })).toHaveValue('Shop')
  }
  expect(sent).toEqual([])
  await other.page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(result(other.page)).toContainText('"total"')
})

test('a link runs nothing: a mutation that it brings waits in the editor, with a word of warning', async ({ signIn }) => {
  const name = `e2e-link-${randomBytes(4).toString('hex')}`
  const yaml = `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}, namespace: shop}\nspec: {hosts: [${name}.example]}\n`
  const isThere = (): boolean => tryKubectl('admin', ['-n', 'shop', 'get', 'virtualservice', name]).code === 0
  const link = linkOf('mutation Make($yaml: String!) { applyYaml(yaml: $yaml) { object { kind } } }', JSON.stringify({ yaml }))
  const { page, origin } = await signIn('editor')
  const sent = sentOperations(page)
  try {
    await page.goto(`${origin}/explorer${link}`)
    await expect(editor(page, 'Operation')).toContainText('mutation Make')
    await expect(warning(page)).toBeVisible()
    await page.reload()
    await expect(editor(page, 'Variables')).toContainText(name)
    // Also where the tab stands there already.
    await page.goto(`${origin}/explorer${linkOf('{ me { name } }')}`)
    await expect(editor(page, 'Operation')).toHaveText('{ me { name } }')
    await expect(warning(page)).toBeHidden()
    await page.goto(`${origin}/explorer${link}`)
    await expect(editor(page, 'Operation')).toContainText('mutation Make')
    await expect(warning(page)).toBeVisible()
    expect(sent).toEqual([])
    expect(isThere()).toBe(false)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(result(page)).toContainText('VirtualService')
    expect(sent).toHaveLength(1)
    expect(isThere()).toBe(true)
  } finally {
    kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', name, '--ignore-not-found', '--wait=false'])
  }
})

test('an address whose operation is cut off or too large is told of and not taken, and what is too long stays out of it', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  const whole = linkOf('{ me { name } }', JSON.stringify({ words: randomBytes(60).toString('hex') }))
  for (const hash of [whole.slice(0, -9), linkOf('{ me { name } }', randomBytes(9000).toString('hex')), linkOf('{ me { name } } '.padEnd(3_000_000, '#'))]) {
    await page.goto(`${origin}/`)
    await page.goto(`${origin}/explorer${hash}`)
    await expect(messages(page)).toContainText('The operation in this address was not taken')
    await expect(editor(page, 'Operation')).toContainText('query Certificates')
  }
  await write(page, 'Operation', '{ me { name } }')
  await expect.poll(() => inAddress(page)).toMatchObject({ query: '{ me { name } }' })
  await write(page, 'Operation', `{ me { name } } # ${randomBytes(9000).toString('hex')}`)
  await expect(messages(page)).toContainText('too long for an address')
  expect(new URL(page.url()).hash).toBe('')
  // Nor is what may hold the values of a Secret, which the browser's history would keep.
  await write(page, 'Operation', 'mutation Make($yaml: String!) { applyYaml(yaml: $yaml) { object { kind } } }')
  await expect.poll(() => inAddress(page)).toMatchObject({ query: expect.stringContaining('mutation Make') })
  await write(page, 'Variables', JSON.stringify({ yaml: 'apiVersion: v1\nkind: Secret\ndata: {password: aHVudGVyMg==}\n' }))
  await expect(messages(page)).toContainText('speaks of Secrets')
  expect(new URL(page.url()).hash).toBe('')
})

test('what is refused is said with its code, and what is no JSON is not sent', async ({ signIn }) => {
  const { page, origin, expectConsole } = await signIn('guest')
  expectConsole(/status of 400/)
  await page.goto(`${origin}/explorer`)
  await write(page, 'Operation', '{ list(resource: {group: "cert-manager.io", resource: "certificates"}) { total } }')
  await write(page, 'Variables', '{')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText('Variables are not JSON')).toBeVisible()
  await write(page, 'Variables', '{}')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Errors' })).toContainText(/FORBIDDEN.*certificates.cert-manager.io is forbidden/)
  await write(page, 'Operation', '{ noSuchField }')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(result(page)).toContainText('QUERY_INVALID')
})

test('a subscription goes on until it is stopped', async ({ signIn, virtualService }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}/explorer`)
  const watch = 'watch(resource: {group: "networking.istio.io", resource: "virtualservices"}, namespace: "shop") { type changes { type key } }'
  await write(page, 'Operation', `subscription { ${watch} }`)
  await write(page, 'Variables', '{}')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(result(page)).toContainText('SNAPSHOT')
  const name = await virtualService('shop')
  await expect(result(page)).toContainText(`shop/${name}`)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('status', { name: 'Run' })).toHaveText(/^Ended after \d+ answers$/)
})

test('types are found by name and lead to each other, and the whole schema is a download', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/explorer`)
  await page.getByRole('button', { name: 'Types', exact: true }).click()
  const types = page.getByRole('region', { name: 'Types' })
  await expect(types.getByRole('heading', { name: 'Query' })).toBeVisible({ timeout: 30_000 })
  await types.getByRole('searchbox').fill('istio virtualservice')
  await types.getByRole('button', { name: 'networking_istio_io_v1_VirtualService', exact: true }).click()
  await expect(types.getByRole('heading', { name: 'networking_istio_io_v1_VirtualService' })).toBeVisible()
  await types.getByRole('button', { name: 'networking_istio_io_v1_VirtualService__spec', exact: true }).click()
  await expect(types).toContainText('hosts')
  await types.getByRole('button', { name: 'Back to networking_istio_io_v1_VirtualService' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Schema' }).click()
  expect((await downloading).suggestedFilename()).toBe('schema.graphql')
})

test('a search finds objects of many kinds, and leads to them', async ({ signIn, virtualService }) => {
  const name = await virtualService('shop')
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}/search`)
  await page.getByRole('searchbox', { name: 'Search every kind' }).fill(name)
  await page.keyboard.press('Enter')
  const found = page.getByRole('table', { name: 'Objects found' })
  await expect(found.getByRole('row').filter({ hasText: name })).toContainText('VirtualService')
  await found.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('an object shows who changed it, and what it refers to both ways', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}/resources/cert-manager.io/v1/certificates/shop/legacy-www`)
  const issuer = page.getByRole('region', { name: 'Refers to' }).getByRole('link', { name: 'letsencrypt-production' })
  await expect(issuer).toBeVisible()
  await expect(page.getByRole('region', { name: 'Last changes' }).getByText(managerOf('legacy-www')).first()).toBeVisible()
  await issuer.click()
  await expect(page.getByRole('heading', { level: 1, name: 'letsencrypt-production' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Referred to by' }).getByRole('link', { name: 'shop/legacy-www', exact: true })).toBeVisible()
})

function managerOf(name: string): string {
  return kubectl('admin', ['-n', 'shop', 'get', 'certificate', name, '--show-managed-fields', '-o', 'jsonpath={.metadata.managedFields[0].manager}'])
}
