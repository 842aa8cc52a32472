import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { apiPath } from '../lib/domain/api-path.ts'
import { expect, test } from './fixtures.ts'
import { builtIn } from './form-kinds/built-in.ts'
import { certManager } from './form-kinds/cert-manager.ts'
import { cilium } from './form-kinds/cilium.ts'
import { type At, withValue } from './form-kinds/filled-in.ts'
import { istioPolicies } from './form-kinds/istio-policies.ts'
import { istioTraffic } from './form-kinds/istio-traffic.ts'
import { prometheusOperator } from './form-kinds/prometheus-operator.ts'
import { writeField } from './form-kinds/write-field.ts'
import type { Kube, KubeObject } from './graphql/kube.ts'
import { SharedSessions } from './shared-sessions.ts'

// Objects are made by the form alone and then edited by it, against the real kube-apiserver, which has to store exactly that.
const kinds = { ...builtIn, ...istioTraffic, ...istioPolicies, ...certManager, ...prometheusOperator, ...cilium }

const sessions = new SharedSessions()
test.afterAll(() => sessions.stop())

const formOf = (page: Page) => page.getByRole('region', { name: 'Form' })

/** Where the kube-apiserver has objects of the kind `group/version/resource`. */
function pathOf(kind: string, namespace?: string, name?: string): string {
  const [group = '', version = '', resource = ''] = kind.split('/')
  return apiPath({ group: group === 'core' ? '' : group, version, resource, namespace, name })
}

/** What the kube-apiserver has of an object beside what every one has. */
async function stored(kube: Kube, path: string): Promise<{ labels: unknown; fields: Record<string, unknown> }> {
  const { status, json } = await kube.ask(path)
  expect(status, path).toBe(200)
  const { apiVersion: _apiVersion, kind: _kind, metadata, status: _status, ...fields } = json as KubeObject
  return { labels: metadata['labels'], fields }
}

/** Creates what stands in the form, under a name of its own. */
async function create(page: Page, name: string): Promise<void> {
  const form = formOf(page)
  await form.getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
  // Those about a change say nothing of what is new.
  await expect(form.getByText('Rule:').filter({ hasNotText: 'is immutable' }), 'every rule is judged').toHaveCount(0)
  await expect(form.getByText('Rule, not met:'), 'none is broken').toHaveCount(0)
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** From the page of an object: gives it another value at a path, and a label, by its form. */
async function edit(page: Page, name: string, at: At, value: string | number | boolean): Promise<void> {
  const form = formOf(page)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('tab', { name: 'Form' }).click()
  await form.getByLabel('New key of labels').first().fill('made-by')
  await form.getByLabel('New key of labels').first().press('Enter')
  await form.getByLabel('labels made-by').fill('form')
  await writeField(form, at, value)
  await page.getByRole('button', { name: 'Review changes' }).click()
  const added = page.getByRole('table', { name: 'Changes' }).getByRole('row').filter({ hasText: 'added:' })
  await expect(added.filter({ hasText: String(value) })).toHaveCount(1)
  await expect(added.filter({ hasText: 'made-by' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page).toHaveURL(url => url.pathname.endsWith(`/${name}`))
}

for (const [kind, { written, defaults = [], edited, clusterWide }] of Object.entries(kinds)) {
  test(`${kind} is made from an empty form and edited by it`, async ({ browser, kube }) => {
    const name = `form-${randomBytes(3).toString('hex')}`
    const namespace = clusterWide ? undefined : 'shop'
    const path = pathOf(kind, namespace, name)
    const { page, origin } = await sessions.open(browser, 'admin')
    try {
      await page.goto(`${origin}/resources/${kind}/new`)
      if (namespace !== undefined) await formOf(page).getByRole('combobox', { name: 'namespace', exact: true }).first().fill(namespace)
      for (const [field, value] of Object.entries(written)) await writeField(formOf(page), [field], value)
      await create(page, name)
      const made = (await stored(kube, path)).fields
      expect(made).toEqual(defaults.reduce<unknown>((whole, [at, value]) => withValue(whole, at, value), written))
      await edit(page, name, edited.at, edited.value)
      expect(await stored(kube, path)).toEqual({ labels: { 'made-by': 'form' }, fields: withValue(made, edited.at, edited.value) })
    } finally {
      await page.close()
      await kube.remove(path)
    }
  })
}

/** Kinds of which the demo has objects that say much, with a field of them that they have not. */
const copied: Record<string, { at: At; values: readonly [string | number, string | number] }> = {
  'networking.istio.io/v1alpha3/envoyfilters': { at: ['spec', 'priority'], values: [10, -10] },
  'cilium.io/v2/ciliumclusterwidenetworkpolicies': { at: ['spec', 'description'], values: ['first', 'second'] },
}

for (const [kind, { at, values }] of Object.entries(copied)) {
  test(`${kind} is made from a copy and edited by its form`, async ({ browser, kube }) => {
    const [from] = (await kube.list(pathOf(kind)))?.values() ?? []
    if (from === undefined) throw new Error('there is none to copy')
    const { namespace } = from.metadata
    const name = `form-${randomBytes(3).toString('hex')}`
    const path = pathOf(kind, namespace, name)
    const original = (await stored(kube, pathOf(kind, namespace, from.metadata.name))).fields
    const [made, edited] = values
    const { page, origin } = await sessions.open(browser, 'admin')
    try {
      await page.goto(`${origin}/resources/${kind}/new${namespace === undefined ? '' : `?namespace=${namespace}`}`)
      await expect(formOf(page)).toBeVisible()
      await page.getByLabel('Begin with').selectOption(`${namespace ?? ''}/${from.metadata.name}`)
      await expect(page.getByLabel('Begin with')).toBeEnabled()
      await writeField(formOf(page), at, made)
      await create(page, name)
      expect((await stored(kube, path)).fields, 'what was copied, and what was written').toEqual(withValue(original, at, made))
      await edit(page, name, at, edited)
      expect((await stored(kube, path)).fields, 'nothing of the copy was lost by the form').toEqual(withValue(original, at, edited))
    } finally {
      await page.close()
      await kube.remove(path)
    }
  })
}

test('the form says at the field what the schema, one of its rules or the cluster has against it', async ({ browser, kube }) => {
  const name = `form-${randomBytes(3).toString('hex')}`
  const { page, origin } = await sessions.open(browser, 'admin')
  const form = formOf(page)
  const results = page.getByRole('list', { name: 'Results' })
  const begin = async (kind: string): Promise<void> => {
    await page.goto(`${origin}/resources/${kind}/new?namespace=shop`)
    await form.getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
  }
  const tryOut = () => page.getByRole('button', { name: 'Try', exact: true }).click()
  try {
    await test.step('a field that is required and empty', async () => {
      await begin('extensions.istio.io/v1alpha1/wasmplugins')
      const url = form.getByRole('textbox', { name: 'url', exact: true })
      await expect(url).toHaveAccessibleDescription(/It must not be empty\./)
      await tryOut()
      await expect(results).toContainText('was refused')
      await url.fill('ftp://registry.example/filter')
      // A library of URLs, which the preview has not.
      await expect(url).toHaveAccessibleDescription(/Rule, for the cluster to decide: url must have schema one of/)
      await tryOut()
      await expect(results).toContainText('url must have schema one of')
      await url.fill('oci://registry.example/filter')
      await tryOut()
      await expect(results).toContainText('The cluster would take it')
    })
    await test.step('a field that is required and taken away', async () => {
      await begin('networking.istio.io/v1/serviceentries')
      await form.getByRole('button', { name: 'Remove hosts' }).click()
      await expect(form.getByRole('button', { name: 'Give a value: hosts' })).toHaveAccessibleDescription(/Required\./)
      await tryOut()
      await expect(results).toContainText('was refused')
    })
    await test.step('a rule that looks at two fields', async () => {
      await begin('networking.istio.io/v1/workloadentries')
      await writeField(form, ['spec', 'weight'], 1)
      const rule = form.getByRole('listitem').filter({ hasText: 'Address is required' })
      await expect(rule).toHaveText('Rule, not met: Address is required')
      await tryOut()
      await expect(results).toContainText('Address is required')
      await writeField(form, ['spec', 'address'], '192.0.2.1')
      await expect(rule).toHaveText('Rule, met: Address is required')
    })
    await test.step('what only the cluster knows', async () => {
      await begin('cilium.io/v2/ciliumcidrgroups')
      await writeField(form, ['spec', 'externalCIDRs'], ['203.0.113.0/24', 'nonsense'])
      await tryOut()
      await expect(results).toContainText('was refused')
      await expect(form.getByRole('group', { name: 'externalCIDRs' }).getByRole('textbox', { name: '1', exact: true })).toHaveAccessibleDescription(/nonsense/)
    })
    const kinds = ['extensions.istio.io/v1alpha1/wasmplugins', 'networking.istio.io/v1/serviceentries', 'networking.istio.io/v1/workloadentries']
    for (const kind of kinds) expect((await kube.ask(pathOf(kind, 'shop', name))).status, kind).toBe(404)
  } finally {
    await page.close()
  }
})

test('who may not create is refused what they filled in', async ({ browser, kube }) => {
  const kind = 'networking.istio.io/v1/workloadentries'
  const name = `form-${randomBytes(3).toString('hex')}`
  const { page, origin } = await sessions.open(browser, 'viewer')
  try {
    await page.goto(`${origin}/resources/${kind}/new?namespace=shop`)
    await expect(page.getByText('You may not create a WorkloadEntry here.')).toBeVisible()
    await writeField(formOf(page), ['spec', 'address'], '192.0.2.1')
    await formOf(page).getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(page.getByRole('list', { name: 'Results' })).toContainText('cannot create resource "workloadentries"')
    expect((await kube.ask(pathOf(kind, 'shop', name))).status).toBe(404)
  } finally {
    await page.close()
  }
})

test('a text of several lines is written in one field, which keeps the focus as it grows', async ({ browser }) => {
  const { page, origin } = await sessions.open(browser, 'admin')
  const form = formOf(page)
  try {
    await page.goto(`${origin}/resources/extensions.istio.io/v1alpha1/trafficextensions/new?namespace=shop`)
    await writeField(form, ['spec', 'lua'], {})
    const code = form.getByRole('textbox', { name: 'inlineCode', exact: true })
    await code.focus()
    // Longer than what is shown in one line.
    const first = `-- ${'a'.repeat(110)}`
    await page.keyboard.type(first)
    await expect(code).toHaveValue(first)
    await page.keyboard.press('Enter')
    await expect(code).toHaveValue(first)
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('return')
    await page.keyboard.press('Enter')
    await page.keyboard.type('end')
    await expect(code).toHaveValue(`${first}\nreturn\nend`)
  } finally {
    await page.close()
  }
})
