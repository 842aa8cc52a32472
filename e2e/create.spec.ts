import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { makeOpenKind } from './open-kind.ts'
import { replaceInEditor } from './replace-in-editor.ts'

const certificates = '/resources/cert-manager.io/v1/certificates'
const made: string[] = []
test.afterAll(() => {
  for (const name of made) kubectl('admin', ['-n', 'shop', 'delete', 'certificate,virtualservice,configmap', name, '--ignore-not-found', '--wait=false'])
})
function freshName(): string {
  const name = `made-${randomBytes(3).toString('hex')}`
  made.push(name)
  return name
}
const json = (kind: string, name: string): Record<string, unknown> =>
  JSON.parse(kubectl('admin', ['-n', 'shop', 'get', kind, name, '-o', 'json'])) as Record<string, unknown>
const form = (page: Page) => page.getByRole('region', { name: 'Form' })

test('an object is made by the form alone, and what the schema requires is told before the cluster is asked', async ({ signIn }) => {
  const name = freshName()
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}?namespace=shop`)
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Create Certificate')
  await form(page).getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
  await form(page).getByRole('textbox', { name: 'secretName' }).fill(`${name}-tls`)
  await form(page).getByRole('group', { name: 'issuerRef' }).getByRole('textbox', { name: 'name', exact: true }).fill('letsencrypt')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Results' })).toContainText('The cluster would take it')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  expect(json('certificate', name)['spec']).toMatchObject({ secretName: `${name}-tls`, issuerRef: { name: 'letsencrypt' } })
})

test('where it goes is chosen in the form among one’s own namespaces, and another than those is refused in words', async ({ signIn }) => {
  const name = freshName()
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}/new?namespace=shop`)
  const where = form(page).getByRole('combobox', { name: 'namespace', exact: true })
  await expect(where).toHaveValue('shop')
  await expect
    .poll(() => where.evaluate(input => [...((input as HTMLInputElement).list?.options ?? [])].map(({ value }) => value)))
    .toEqual(expect.arrayContaining(['shop', 'shop-staging']))
  await form(page).getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
  await form(page).getByRole('textbox', { name: 'secretName' }).fill(`${name}-tls`)
  await form(page).getByRole('group', { name: 'issuerRef' }).getByRole('textbox', { name: 'name', exact: true }).fill('letsencrypt')
  await where.fill('payments')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Results' })).toContainText(/editor.*may not create|cannot create|You may not create/)
  await where.fill('shop-staging')
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(page.getByRole('textbox', { name: 'YAML of a new Certificate' })).toContainText('namespace: shop-staging')
  try {
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(page).toHaveURL(url => url.pathname === `${certificates}/shop-staging/${name}`)
  } finally {
    kubectl('admin', ['-n', 'shop-staging', 'delete', 'certificate', name, '--ignore-not-found', '--wait=false'])
  }
})

test('a rule of the schema is judged as one writes, and as the cluster judges it', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}/resources/security.istio.io/v1/peerauthentications/new?namespace=shop`)
  await page.getByRole('tab', { name: 'YAML' }).click()
  const editor = page.getByRole('textbox', { name: 'YAML of a new PeerAuthentication' })
  const written = (selector: string) =>
    `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: ruled, namespace: shop}\nspec:\n  portLevelMtls: {"80": {mode: STRICT}}\n${selector}`
  await editor.fill(written(''))
  const said = page.getByRole('list', { name: 'What the schema says' })
  await expect(said).toContainText('portLevelMtls requires selector')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Results' })).toContainText('portLevelMtls requires selector')
  await page.getByRole('tab', { name: 'Form' }).click()
  const rule = form(page).getByRole('listitem').filter({ hasText: 'portLevelMtls requires selector' })
  await expect(rule).toHaveText('Rule, not met: portLevelMtls requires selector')
  await page.getByRole('tab', { name: 'YAML' }).click()
  await editor.fill(written('  selector: {matchLabels: {app: a}}\n'))
  await expect(said).toHaveCount(0)
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(rule).toHaveText('Rule, met: portLevelMtls requires selector')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Results' })).toContainText('The cluster would take it')
})

test('of fields that exclude each other one is chosen, and what stood in the others goes', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}/resources/networking.istio.io/v1/destinationrules/new?namespace=shop`)
  await page.getByRole('tab', { name: 'YAML' }).click()
  const editor = page.getByRole('textbox', { name: 'YAML of a new DestinationRule' })
  const policy = 'spec:\n  host: reviews\n  trafficPolicy:\n    loadBalancer:\n      simple: RANDOM # as before\n'
  await editor.fill(`apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: chosen, namespace: shop}\n${policy}`)
  await page.getByRole('tab', { name: 'Form' }).click()
  const choice = form(page).getByRole('combobox', { name: /^One of .*consistentHash.*simple|^One of .*simple.*consistentHash/ })
  await expect(choice).toHaveValue(await choice.getByRole('option', { name: 'simple', exact: true }).getAttribute('value').then(String))
  await choice.selectOption('consistentHash')
  const balancer = form(page).getByRole('group', { name: 'loadBalancer' })
  await expect(balancer.getByRole('group', { name: 'consistentHash' })).toBeVisible()
  await expect(balancer.getByRole('combobox', { name: 'simple', exact: true })).toHaveCount(0)
  // The chosen one has a choice of its own.
  await balancer
    .getByRole('combobox', { name: /^One of .*useSourceIp/ })
    .first()
    .selectOption('useSourceIp')
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(editor).not.toContainText('simple')
  await expect(editor).toContainText('useSourceIp: false')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Results' })).toContainText('The cluster would take it')
})

test('one may begin with all that the schema knows, in comments that stay', async ({ signIn }) => {
  const name = freshName()
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}/new?namespace=shop`)
  await page.getByLabel('Begin with').selectOption('all it may say, in comments')
  await expect(page.getByLabel('Begin with')).toBeEnabled()
  await page.getByRole('tab', { name: 'YAML' }).click()
  const editor = page.getByRole('textbox', { name: 'YAML of a new Certificate' })
  await expect(editor).toContainText('# commonName:')
  await page.getByRole('tab', { name: 'Form' }).click()
  await form(page).getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
  await form(page).getByRole('textbox', { name: 'secretName' }).fill(`${name}-tls`)
  await form(page).getByRole('group', { name: 'issuerRef' }).getByRole('textbox', { name: 'name', exact: true }).fill('letsencrypt')
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(editor, 'its comments stay').toContainText('# commonName:')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('text that was not created is there after a reload until one leaves it, and what a copy replaces is given back', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}/new?namespace=shop`)
  await form(page).getByRole('textbox', { name: 'secretName' }).fill('kept-secret')
  page.on('dialog', dialog => void dialog.accept())
  await page.reload()
  await page.getByRole('button', { name: 'Take it up' }).click()
  await expect(form(page).getByRole('textbox', { name: 'secretName' })).toHaveValue('kept-secret')
  await page.getByLabel('Begin with').selectOption('shop/legacy-www')
  await expect(form(page).getByRole('textbox', { name: 'secretName' })).not.toHaveValue('kept-secret')
  await expect(form(page).getByRole('textbox', { name: 'name', exact: true }).first()).toHaveValue('')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(form(page).getByRole('textbox', { name: 'secretName' })).toHaveValue('kept-secret')
  await expect(page.getByLabel('Begin with')).toHaveValue('')
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  await page.reload()
  await page.getByRole('button', { name: 'Leave it' }).click()
  await page.reload()
  await expect(form(page).getByRole('textbox', { name: 'secretName' })).toHaveValue('')
  await expect(page.getByRole('button', { name: 'Leave it' })).toHaveCount(0)
})

test('text that would be lost is asked for, whichever way one leaves', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}/new?namespace=shop`)
  await page.getByRole('tab', { name: 'YAML' }).click()
  await page.getByRole('textbox', { name: 'YAML of a new Certificate' }).fill('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n')
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  const stay = async (): Promise<void> => {
    await expect(question).toContainText('The text of a Secret is kept nowhere')
    await question.getByRole('button', { name: 'Stay' }).click()
    await expect(question).toBeHidden()
  }
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await stay()
  await page.getByRole('link', { name: 'Cancel' }).click()
  await stay()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Go to' }).fill('certificates')
  await page.keyboard.press('Enter')
  await stay()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await question.getByRole('button', { name: 'Leave' }).click()
  await expect(page).toHaveURL(url => url.pathname === '/access')
})

test('what goes with a Deployment is created beside it, of kinds that the rail has not', async ({ signIn }) => {
  const { page, origin } = await signIn('admin')
  await page.goto(`${origin}/resources/apps/v1/deployments/new?namespace=shop`)
  await page.getByRole('tab', { name: 'YAML' }).click()
  const target = 'scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: beside}'
  const documents = [
    `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: beside}\nspec: {maxReplicas: 2, ${target}}\n`,
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: beside}\nspec: {minAvailable: 1}\n',
  ]
  await page.getByRole('textbox', { name: 'YAML of a new Deployment' }).fill(documents.join('---\n'))
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Results' }).getByText('The cluster would take it')).toHaveCount(2)
})

test('who may create none reads why, and where', async ({ signIn }) => {
  const { page, origin } = await signIn('viewer')
  await page.goto(`${origin}${certificates}?namespace=shop`)
  const create = page.getByRole('button', { name: 'Create' })
  await expect(create).toHaveAttribute('aria-disabled', 'true')
  await expect(create).toHaveAccessibleDescription(/may not create certificates\.cert-manager\.io in namespace shop/)
  // By its address they come to the form all the same, which says so before anything is written.
  await page.goto(`${origin}${certificates}/new?namespace=shop`)
  const told = page.getByRole('status').filter({ hasText: 'You may not create a Certificate here.' })
  await expect(told).toContainText(/may not create certificates\.cert-manager\.io in namespace shop/)
  await told.getByRole('link', { name: 'Which role would allow it' }).click()
  await expect(page).toHaveURL(/\/access\?.*verb=create/)
})

test('who may create some hears nothing of that', async ({ signIn }) => {
  const { page, origin } = await signIn('editor')
  await page.goto(`${origin}${certificates}/new?namespace=shop`)
  await expect(page.getByRole('region', { name: 'Form' })).toBeVisible()
  await expect(page.getByText(/^You may not create/)).toHaveCount(0)
})

test('fields that the schema takes beside its own are written in the form, in step with the YAML, and no text of them is lost', async ({ signIn }) => {
  const kind = makeOpenKind()
  try {
    const { page, origin } = await signIn('editor')
    await page.goto(`${origin}${kind.listPath}/new?namespace=shop`)
    const tab = (name: 'Form' | 'YAML') => page.getByRole('tab', { name }).click()
    const group = (name: string) => form(page).getByRole('group', { name, exact: true })
    const othersOf = (name: string) => group(name).getByRole('textbox', { name: 'Other fields' }).last()
    await form(page).getByRole('textbox', { name: 'name', exact: true }).first().fill('open')
    await othersOf('spec').fill('limits:\n  cpu: 2\n')
    await tab('YAML')
    const editor = page.getByRole('textbox', { name: 'YAML of a new Open' })
    await expect(editor).toContainText('cpu: 2')
    await replaceInEditor(page, 'cpu: 2', 'cpu: 4 # as the shop asked')
    await tab('Form')
    await expect(othersOf('spec')).toHaveValue('limits:\n  cpu: 4\n')
    await othersOf('spec').fill('limits:\n  cpu: 8\nzones: [a, b]\n')
    await tab('YAML')
    await expect(editor).toContainText('cpu: 8 # as the shop asked')
    await tab('Form')

    const told = page.getByRole('alert').filter({ hasText: 'The form cannot take what stands in spec:' })
    for (const [text, why] of [
      ['limits: [', /./],
      ['limits: 1\nsize: 2', 'The form has these by themselves: size.'],
    ] as const) {
      await othersOf('spec').fill(text)
      await tab('YAML')
      await expect(editor, 'what could be read last').toContainText('zones')
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await expect(told).toContainText(why)
      await tab('Form')
      await expect(othersOf('spec')).toHaveValue(text)
    }
    await othersOf('spec').fill('limits:\n  cpu: 8\n')
    await expect(told).toHaveCount(0)

    await group('spec').getByRole('button', { name: 'Add field' }).click()
    await page.getByRole('textbox', { name: 'Find a field' }).fill('inner')
    await page.keyboard.press('Enter')
    await othersOf('inner').fill('free: true\n')
    await othersOf('inner').fill('')
    await othersOf('inner').fill('free: false\n')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Open open' })).toBeVisible()
    expect(json(kind.plural, 'open')['spec']).toEqual({ limits: { cpu: 8 }, inner: { free: false } })
  } finally {
    kind.remove()
  }
})
