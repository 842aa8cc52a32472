import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { requestUserKubeconfig } from './certificate-user.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { startTunnel, type Tunnel } from './latchkey.ts'
import { replaceInEditor } from './replace-in-editor.ts'
import { takenUp } from './taken-up.ts'

// Whatever a cluster's people and operators write (and whoever they are called) is text on every page, never markup.
const run = randomBytes(3).toString('hex')
const group = `markup-${run}.example.test`
const namespace = `e2e-markup-${run}`
/** Breaks out of attributes, scripts, comments, templates and JSON if anything lets it; `where` tells what did. */
const planted = (where: string): string =>
  `${where} "'</script></title></style>--><b data-planted="${where}">b</b><img data-planted="${where}" src=x onerror="globalThis.planted='${where}'"><script data-planted="${where}">globalThis.planted='${where}'</script>{{7*7}}\${7*7}\u2028`
/** RFC 5280 allows 64 characters of a common name. */
const userName = `<img data-planted=user src=x onerror=planted=1>${run}`

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `traps.${group}`, annotations: { note: planted('crd-annotation') } },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'traps', singular: 'trap', kind: 'Trap', listKind: 'TrapList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: planted('column'), type: 'string', jsonPath: '.spec.text', description: planted('column-description') },
          { name: 'Markup in a cell', type: 'string', jsonPath: '.spec.text' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: planted('schema-description'),
            properties: {
              spec: {
                type: 'object',
                description: planted('spec-description'),
                'x-kubernetes-preserve-unknown-fields': true,
                properties: { text: { type: 'string', description: planted('field-description') }, number: { type: 'integer' } },
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
}

const trap = {
  apiVersion: `${group}/v1`,
  kind: 'Trap',
  metadata: { name: 'trap', namespace, annotations: { note: planted('annotation') }, labels: { plain: 'label' } },
  spec: { text: planted('value'), number: 1, [planted('key')]: { deep: [planted('list-item')] } },
  status: {
    conditions: [
      {
        type: planted('condition-type'),
        status: 'False',
        reason: planted('condition-reason'),
        message: planted('condition-message'),
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
      { type: 'Ready', status: 'False', reason: 'Planted', message: planted('ready-message'), lastTransitionTime: '2026-01-01T00:00:00Z' },
    ],
  },
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-markup-'))
const userKubeconfig = join(folder, 'kubeconfig')

test.beforeAll(async () => {
  test.setTimeout(120_000)
  const apply = (object: unknown, ...args: string[]): string => kubectl('admin', ['apply', '--server-side', '-f', '-', ...args], JSON.stringify(object))
  kubectl('admin', ['create', 'namespace', namespace])
  apply(crd)
  kubectl('admin', ['wait', '--for=condition=Established', `crd/traps.${group}`, '--timeout=30s'])
  apply(trap, `--field-manager=<img data-planted=manager src=x>`)
  kubectl('admin', ['-n', namespace, 'patch', `traps.${group}`, 'trap', '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: trap.status })])
  const uid = kubectl('admin', ['-n', namespace, 'get', `traps.${group}`, 'trap', '-o', 'jsonpath={.metadata.uid}'])
  const about = { apiVersion: `${group}/v1`, kind: 'Trap', name: 'trap', namespace, uid }
  const now = new Date().toISOString()
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'trap.1', namespace }, involvedObject: about, type: 'Warning', count: 1 }
  const words = { reason: planted('event-reason'), message: planted('event-message'), source: { component: planted('event-source') } }
  kubectl(
    'admin',
    ['create', '-f', '-'],
    JSON.stringify({ ...event, ...words, firstTimestamp: now, lastTimestamp: now, reportingComponent: '', reportingInstance: '' }),
  )
  await requestUserKubeconfig(userKubeconfig, { commonName: userName, organizations: [] })
  const rbac = 'rbac.authorization.k8s.io'
  const subjects = [{ apiGroup: rbac, kind: 'User', name: userName }]
  apply({
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: namespace },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects,
  })
  await takenUp(`traps.${group}`)
})

test.afterAll(() => {
  kubectl('admin', ['delete', 'crd', `traps.${group}`, '--ignore-not-found', '--wait=false'])
  kubectl('admin', ['delete', 'clusterrolebinding', namespace, '--ignore-not-found'])
  kubectl('admin', ['delete', 'namespace', namespace, '--wait=false'])
  rmSync(folder, { recursive: true, force: true })
})

let tunnel: Tunnel
let page: Page
const violations: string[] = []

test.beforeEach(async ({ browser }) => {
  tunnel = await startTunnel('admin', 'dashboard', { env: { KUBECONFIG: userKubeconfig } })
  page = await browser.newPage()
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))
  })
  page.on('console', message => {
    // A blocked script would be markup that only the policy stopped.
    if (/policy/i.test(message.text())) violations.push(message.text())
  })
  await page.goto(tunnel.url)
})
test.afterEach(async () => {
  await page.close()
  await tunnel.stop()
  expect(violations.splice(0)).toEqual([])
})

/** Nothing planted is an element, nothing ran; and what was planted here is there to read. */
async function expectText(...wheres: string[]): Promise<void> {
  for (const where of wheres) await expect(page.getByText(`data-planted="${where}"`).first(), where).toBeAttached()
  expect(await page.evaluate(() => [...document.querySelectorAll('[data-planted]')].map(element => element.outerHTML))).toEqual([])
  expect(await page.evaluate(() => (globalThis as { planted?: unknown }).planted)).toBeUndefined()
}

const open = (path: string): Promise<unknown> => page.goto(new URL(tunnel.url).origin + path)
const list = `/resources/${group}/v1/traps`
const object = `${list}/${namespace}/trap`

test('home and the list, whose columns and cells are planted', async () => {
  await open('/')
  await expect(page.getByText(userName).first()).toBeVisible()
  await expectText()
  await open(list)
  await expect(page.getByRole('link', { name: 'trap', exact: true })).toBeVisible()
  await expectText('value')
  expect(await page.getByRole('columnheader').allTextContents()).toContainEqual(expect.stringContaining('data-planted="column"'))
})

test('the object: fields, notes, conditions, events, YAML', async () => {
  await open(object)
  await expect(page.getByRole('heading', { name: 'trap' })).toBeVisible()
  await expectText('value', 'annotation', 'condition-type', 'condition-reason', 'condition-message')
  await page.getByRole('tab', { name: 'Events' }).click()
  await expectText('event-reason', 'event-message')
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expectText('value', 'list-item')
  await page.getByRole('checkbox', { name: 'Show managedFields' }).check()
  // Only lines in sight are in the document.
  await page.getByRole('button', { name: 'Fold all', exact: true }).click()
  await page.getByRole('button', { name: 'Unfold all' }).click()
  await expect(page.getByText('<img data-planted=manager').first()).toBeAttached()
  await expectText()
})

test('the editor, its review and what the cluster refuses', async () => {
  await open(`${object}/edit`)
  await replaceInEditor(page, 'number: 1', 'number: 2')
  await expectText()
  await page.getByRole('button', { name: /review/i }).click()
  await expect(page.getByRole('heading', { name: 'Review changes' })).toBeVisible()
  await expectText()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await replaceInEditor(page, 'number: 2', 'number: <img data-planted=refused src=x>')
  await page.getByRole('button', { name: /review/i }).click()
  await expect(page.getByText(/must be of type integer|Invalid value/).first()).toBeVisible()
  await expectText()
})

test('the dialog that deletes', async () => {
  await open(object)
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectText()
})

test('addresses that carry markup', async () => {
  const text = encodeURIComponent(planted('address'))
  for (const path of [
    `/sign-in?reason=${text}&to=${text}`,
    `/sign-in?reason=SIGNED_OUT&to=javascript:alert(1)`,
    `${list}?namespace=${text}`,
    `/resources/${encodeURIComponent('<b data-planted>')}/v1/traps`,
    `${list}/${namespace}/${encodeURIComponent('<b data-planted>')}`,
    `/no/such/${encodeURIComponent('<b data-planted>')}?a=${text}#${text}`,
  ]) {
    await open(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectText()
  }
})
