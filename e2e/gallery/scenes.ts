import { kubectl } from '../cluster.ts'
import { expect } from '../fixtures.ts'
import { replaceInEditor } from '../replace-in-editor.ts'
import { banner, cutScripts, dialog, explore, goTo, inTurn, live, press, pressKeys, shows, tab, viewAs, withholdTheRest } from './acts.ts'
import { over, type Scene, scene } from './scene.ts'

const istio = '/resources/networking.istio.io/v1'
const virtualServices = `${istio}/virtualservices`
const certificates = '/resources/cert-manager.io/v1/certificates'
const ownObject = `${virtualServices}/shop/:name`
const pods = '/resources/core/v1/pods'
const reviews = '/resources/apps/v1/deployments/shop/reviews-v1'

/** Every page in every state that it has of its own, in the order in which docs/gallery.md shows them. */
export const scenes: readonly Scene[] = [
  scene('Sign in', 'plain', null, '/sign-in', shows('latchkey login --code')),
  scene('Sign in', 'signed out', null, '/sign-in?reason=SIGNED_OUT', shows('You have signed out')),
  scene('Sign in', 'expired', null, '/sign-in?reason=SESSION_EXPIRED', shows('You are not signed in')),
  scene('Home', 'admin', 'admin', '/', shows('Not ready')),
  scene('Home', 'bound to two namespaces', 'editor', '/', shows('Not ready')),
  scene('Home', 'no rights', 'guest', '/', shows('No kind is open to you')),
  { ...scene('Home', 'on its way', 'admin', '/', shows('Loading…')), prepare: withholdTheRest('Loading…') },
  scene('List', 'rows', 'admin', virtualServices, live),
  scene('List', 'several namespaces', 'editor', virtualServices, live),
  scene('List', 'filtered', 'admin', `${virtualServices}?filter=Name%5Ere`, live),
  scene('List', 'nothing fits', 'admin', `${virtualServices}?filter=nosuchthing`, shows(/^Nothing among/)),
  scene('List', 'filter that cannot be asked', 'admin', `${virtualServices}?filter=colour%3E3`, shows('There is no column called colour')),
  scene('List', 'empty', 'admin', '/resources/extensions.istio.io/v1alpha1/wasmplugins?namespace=shop-staging', shows(/no wasmplugins/i)),
  scene('List', 'partly forbidden', 'editor', `${virtualServices}?namespace=shop&namespace=payments`, shows(/payments/)),
  scene('List', 'forbidden', 'guest', virtualServices, shows(/may not list/)),
  scene('List', 'no such kind', 'admin', '/resources/unicorns.example/v1/unicorns', shows(/is not served/)),
  over(scene('List', 'columns', 'admin', virtualServices, inTurn(live, press('Columns')))),
  over(scene('List', 'filter help', 'admin', certificates, inTurn(live, press('How to filter'), shows('created within the hour')))),
  scene('List', 'selection', 'admin', virtualServices, async ({ page }) => page.getByRole('checkbox', { name: 'Select all shown' }).check()),
  over(
    scene('List', 'deleting many', 'admin', virtualServices, async ({ page }) => {
      await page.getByRole('checkbox', { name: 'Select all shown' }).check()
      await page.getByRole('button', { name: /^Delete \d+…$/ }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    }),
  ),
  over(
    scene('List', 'labelling many', 'admin', virtualServices, async ({ page }) => {
      await page.getByRole('checkbox', { name: 'Select all shown' }).check()
      await page.getByRole('button', { name: /^Label \d+…$/ }).click()
      await page.getByRole('dialog').getByRole('textbox').fill('team=payments tier-')
      await expect(page.getByRole('dialog').getByRole('button', { name: /^Label \d+$/ })).toBeEnabled()
    }),
  ),
  scene('List', 'built-in kind', 'admin', `${pods}?namespace=shop`, live),
  {
    ...scene('List', 'stale', 'admin', virtualServices, async ({ page, tunnel }) => {
      await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
      await tunnel.stop()
      await expect(page.getByRole('status', { name: 'Live state' })).toContainText(/since \d/)
    }),
    session: 'stale',
  },
  scene('List', 'values withheld', 'admin', '/resources/core/v1/secrets?namespace=shop', shows(/may not list secrets/)),
  { ...scene('Object', 'on its way', 'admin', `${virtualServices}/shop/reviews`, shows('Searching…')), prepare: withholdTheRest('Searching…') },
  scene('Object', 'healthy', 'admin', `${virtualServices}/shop/reviews`, live),
  scene('Object', 'failing', 'admin', `${certificates}/shop/legacy-www`, live),
  scene('Object', 'YAML', 'admin', `${virtualServices}/shop/reviews`, tab('YAML')),
  scene('Object', 'events', 'admin', `${certificates}/shop/legacy-www`, inTurn(live, tab('Events'), shows('The certificate request has failed'))),
  scene('Object', 'read only', 'viewer', `${virtualServices}/shop/reviews`, live),
  scene('Object', 'changed while open', 'admin', ownObject, async ({ page, name }) => {
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    kubectl('admin', ['-n', 'shop', 'patch', 'virtualservice', name, '--type=merge', '-p', '{"spec":{"hosts":["changed.example"]}}'])
    await expect(page.getByText('changed.example').first()).toBeVisible()
    await page.getByRole('button', { name: 'What changed' }).click()
    await expect(page.getByRole('table', { name: 'What changed' })).toBeVisible()
  }),
  scene('Object', 'gone', 'admin', ownObject, async ({ page, name }) => {
    await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
    kubectl('admin', ['-n', 'shop', 'delete', 'virtualservice', name])
    await expect(page.getByText('was deleted while')).toBeVisible()
  }),
  over(scene('Object', 'deleting', 'admin', `${virtualServices}/shop/reviews`, inTurn(press('Delete'), dialog))),
  scene('Object', 'not found', 'admin', `${virtualServices}/shop/no-such-object`, shows(/There is no/)),
  scene('Object', 'a name that none can have', 'admin', `${pods}/shop/a%25b`, shows('This page could not be made')),
  {
    ...scene('Object', 'failed', 'admin', `${virtualServices}/shop/reviews`, inTurn(live, cutScripts, tab('YAML'), shows('This page failed'))),
    session: 'failed',
  },
  scene('Object', 'forbidden', 'payments', `${virtualServices}/shop/reviews`, shows(/may not get/)),
  scene('Object', 'Deployment', 'admin', reviews, async ({ page }) => {
    await expect(page.getByRole('region', { name: 'Owns', exact: true }).getByText('Pod', { exact: true }).first()).toBeVisible()
  }),
  over(scene('Object', 'scaling', 'admin', reviews, inTurn(live, press('Scale'), shows(/^Replicas, \d+ now$/)))),
  over(scene('Object', 'restarting', 'admin', reviews, inTurn(live, press('Restart'), dialog))),
  scene('Object', 'cordoning', 'admin', '/resources/core/v1/nodes/-/:node', inTurn(live, press('Cordon'), dialog)),
  scene('Object', 'logs', 'admin', reviews, inTurn(tab('Logs'), shows('GET /ready'))),
  scene('Object', 'terminal', 'viewer', `${pods}/latchkey-system/:pod`, tab('Terminal')),
  scene('Edit', 'form', 'editor', `${ownObject}/edit`, inTurn(tab('Form'), shows('hosts'))),
  scene('Edit', 'YAML', 'editor', `${ownObject}/edit`, tab('YAML')),
  scene('Edit', 'review', 'editor', `${ownObject}/edit`, async ({ page, name }) => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    await replaceInEditor(page, `${name}.shop.svc`, 'edited.example')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled()
  }),
  scene('Edit', 'refused by the server', 'editor', `${ownObject}/edit`, async ({ page }) => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    await replaceInEditor(page, 'number: 8080', 'number: many')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByText(/must be of type integer|Invalid value/).first()).toBeVisible()
  }),
  scene('Edit', 'changed by another', 'editor', `${ownObject}/edit`, async ({ page, name }) => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    await replaceInEditor(page, `${name}.shop.svc`, 'edited.example')
    kubectl('admin', ['-n', 'shop', 'annotate', 'virtualservice', name, 'theirs=yes'])
    await page.getByRole('button', { name: 'Show their changes' }).click()
    await expect(page.getByRole('table', { name: 'Their changes' })).toBeVisible()
  }),
  scene('Edit', 'owned by another manager', 'editor', `${ownObject}/edit`, async ({ page, name }) => {
    const theirs = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace: 'shop' }, spec: { hosts: ['theirs.example'] } }
    kubectl('admin', ['apply', '--server-side', '--force-conflicts', '--field-manager=their-tool', '-f', '-'], JSON.stringify(theirs))
    await page.reload()
    await page.getByLabel('Server-side apply').check()
    await page.getByRole('tab', { name: 'YAML' }).click()
    await replaceInEditor(page, 'theirs.example', 'mine.example')
    await page.getByRole('button', { name: /review/i }).click()
    await expect(page.getByText('their-tool').first()).toBeVisible()
  }),
  scene('Edit', 'kept by the tab', 'editor', `${ownObject}/edit`, async ({ page, name }) => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    await replaceInEditor(page, `${name}.shop.svc`, 'kept.example')
    page.on('dialog', asked => void asked.accept())
    await page.reload()
    await expect(page.getByRole('button', { name: 'Restore draft' })).toBeVisible()
  }),
  scene('Edit', 'forbidden', 'viewer', `${virtualServices}/shop/reviews/edit`, shows(/may not/)),
  scene('Create', 'form', 'editor', `${certificates}/new?namespace=shop`, shows('secretName')),
  scene('Create', 'YAML', 'editor', `${certificates}/new?namespace=shop`, tab('YAML')),
  scene('Create', 'forbidden', 'viewer', `${certificates}/new?namespace=shop`, inTurn(shows('You may not create a Certificate here.'), shows('secretName'))),
  scene('Create', 'a rule that is not met', 'editor', '/resources/security.istio.io/v1/peerauthentications/new?namespace=shop', async ({ page }) => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    await page
      .getByRole('textbox', { name: /^YAML of/ })
      .fill('apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: ruled}\nspec:\n  portLevelMtls: {"80": {mode: STRICT}}\n')
    await page.getByRole('tab', { name: 'Form' }).click()
    await expect(page.getByText('Rule, not met: portLevelMtls requires selector')).toBeVisible()
  }),
  scene('Create', 'several documents', 'editor', `${certificates}/new?namespace=shop`, async ({ page }) => {
    await page.getByRole('tab', { name: 'YAML' }).click()
    const document = (name: string) =>
      `apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: ${name}}\nspec: {secretName: a, issuerRef: {name: a}}\n`
    await page.getByRole('textbox', { name: /^YAML of/ }).fill(['one', 'Wrong_Name', 'other'].map(document).join('---\n'))
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    await expect(page.getByRole('list', { name: 'Results' })).toContainText('refused')
  }),
  scene('Create', 'all that the schema knows', 'editor', `${certificates}/new?namespace=shop`, async ({ page }) => {
    await page.getByLabel('Begin with').selectOption('all it may say, in comments')
    await expect(page.getByLabel('Begin with')).toBeEnabled()
    await page.getByRole('tab', { name: 'YAML' }).click()
    await expect(page.getByText('# commonName:').first()).toBeVisible()
  }),
  scene('Search', 'nothing asked', 'admin', '/search', shows(/Words in the field above/)),
  scene('Search', 'found', 'admin', '/search?q=reviews', shows('VirtualService')),
  scene('Search', 'nothing found', 'admin', '/search?q=nosuchthinganywhere', shows(/nosuchthinganywhere/)),
  over(
    scene(
      'Palette',
      'open',
      'admin',
      '/',
      inTurn(goTo('vs'), async ({ page }) => expect(page.getByRole('option').first()).toBeVisible()),
    ),
  ),
  over(scene('Palette', 'nothing found', 'admin', '/', inTurn(goTo('nosuchthinganywhere'), shows('Nothing here is called so.')))),
  over(scene('Shortcuts', 'dialog', 'admin', certificates, inTurn(live, pressKeys('?'), dialog))),
  scene('Access', 'matrix', 'editor', '/access', shows('Whole cluster')),
  scene('Access', 'allowed', 'admin', '/access?verb=delete&resource=pods&namespace=shop', shows(/^Yes: you may delete/)),
  scene('Access', 'denied, roles closed', 'viewer', '/access?verb=delete&resource=pods&namespace=shop', shows(/you may not read roles/)),
  {
    ...scene(
      'Access',
      'viewed as another',
      'admin',
      '/access',
      inTurn(viewAs('viewer'), async ({ page }) => expect(banner(page)).toBeVisible()),
    ),
    session: 'view',
  },
  scene('Explorer', 'open', 'admin', '/explorer', shows(/query/)),
  scene('Explorer', 'result', 'viewer', '/explorer', inTurn(press('Run'), shows('legacy-www'))),
  scene(
    'Explorer',
    'refused',
    'guest',
    '/explorer',
    inTurn(explore('{ list(resource: {group: "cert-manager.io", resource: "certificates"}) { total } }'), shows(/is forbidden/)),
  ),
  scene(
    'Explorer',
    'types',
    'viewer',
    '/explorer',
    inTurn(press('Types'), async ({ page }) => {
      await expect(page.getByRole('region', { name: 'Types' }).getByRole('heading', { name: 'Query' })).toBeVisible({ timeout: 30_000 })
    }),
  ),
  over(scene('Session', 'dialog', 'admin', '/', inTurn(shows('Custom resources'), press('renews while latchkey runs'), dialog))),
  scene('No page', 'not found', 'admin', '/no/such/page', shows('There is no such page')),
]

/** States that take more than a page to come about: their pictures are taken by the tests of these names in e2e/. */
export const scenesElsewhere: readonly Scene[] = [
  scene('Cluster', 'unreachable', 'viewer', virtualServices),
  scene('List', 'too large for one page', 'admin', '/resources/core/v1/configmaps'),
  scene('List', 'beyond the limits', 'viewer', virtualServices),
  scene('List', 'being taken up', 'admin', '/resources'),
  scene('Access', 'view ended', 'guest', '/access'),
  scene('Secret', 'hidden', 'admin', '/resources/core/v1/secrets'),
  scene('Secret', 'shown', 'admin', '/resources/core/v1/secrets'),
]
