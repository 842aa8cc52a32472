import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { fromNothing } from './form-specs.ts'
import { writeField } from './form-writing.ts'
import { SharedSessions } from './shared-sessions.ts'

// Objects are made by the form, of some kinds from nothing and of others from a copy of one that is there, and then edited by it: against the real kube-apiserver.
type Field = {
  at: readonly string[]
  /** What is written when it is made, and what when it is edited. */
  values: readonly [string | number, string | number]
}
const kinds: Record<string, Field> = {
  'networking.istio.io/v1/destinationrules': { at: ['spec', 'host'], values: ['first.example', 'second.example'] },
  'networking.istio.io/v1/gateways': { at: ['spec', 'servers', '0', 'bind'], values: ['192.0.2.1', '192.0.2.2'] },
  'networking.istio.io/v1/serviceentries': { at: ['spec', 'ports', '0', 'targetPort'], values: [8081, 8082] },
  'networking.istio.io/v1/workloadentries': { at: ['spec', 'weight'], values: [10, 20] },
  'networking.istio.io/v1/sidecars': { at: ['spec', 'egress', '0', 'bind'], values: ['192.0.2.1', '192.0.2.2'] },
  'networking.istio.io/v1alpha3/envoyfilters': { at: ['spec', 'priority'], values: [10, -10] },
  'networking.istio.io/v1beta1/proxyconfigs': { at: ['spec', 'concurrency'], values: [3, 4] },
  'security.istio.io/v1/authorizationpolicies': { at: ['spec', 'action'], values: ['DENY', 'AUDIT'] },
  'security.istio.io/v1/peerauthentications': { at: ['spec', 'mtls', 'mode'], values: ['PERMISSIVE', 'DISABLE'] },
  'security.istio.io/v1/requestauthentications': { at: ['spec', 'jwtRules', '0', 'issuer'], values: ['https://first.example', 'https://second.example'] },
  'telemetry.istio.io/v1/telemetries': { at: ['spec', 'tracing', '0', 'randomSamplingPercentage'], values: [11, 12.5] },
  'cert-manager.io/v1/issuers': { at: ['spec', 'ca', 'secretName'], values: ['first', 'second'] },
  'cert-manager.io/v1/clusterissuers': { at: ['spec', 'ca', 'secretName'], values: ['first', 'second'] },
  'monitoring.coreos.com/v1/podmonitors': { at: ['spec', 'jobLabel'], values: ['first', 'second'] },
  'monitoring.coreos.com/v1/prometheusrules': { at: ['spec', 'groups', '0', 'interval'], values: ['1m', '2m'] },
  'monitoring.coreos.com/v1/probes': { at: ['spec', 'module'], values: ['first', 'second'] },
  'monitoring.coreos.com/v1alpha1/alertmanagerconfigs': { at: ['spec', 'route', 'groupWait'], values: ['10s', '20s'] },
  'cilium.io/v2/ciliumclusterwidenetworkpolicies': { at: ['spec', 'description'], values: ['first', 'second'] },
  'cilium.io/v2/ciliumegressgatewaypolicies': { at: ['spec', 'egressGateway', 'egressIP'], values: ['203.0.113.8', '203.0.113.9'] },
}

/** A value with another one at a place in it. */
function withValue(whole: unknown, [step, ...at]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(whole)) return whole.map((item, index) => (String(index) === step ? withValue(item, at, value) : item))
  const record = whole as Record<string, unknown>
  return { ...record, [step]: withValue(record[step], at, value) }
}

const sessions = new SharedSessions()
test.afterAll(() => sessions.stop())

const formOf = (page: Page) => page.getByRole('region', { name: 'Form' })

/** Creates what stands in the form, under a name of its own. */
async function create(page: Page, name: string): Promise<void> {
  const form = formOf(page)
  await form.getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
  await expect(form.getByText('Rule:'), 'every rule is judged').toHaveCount(0)
  await expect(form.getByText('Rule, not met:'), 'what the cluster has breaks no rule').toHaveCount(0)
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Gives an object another value at a path, and a label, by its form. */
async function edit(page: Page, address: string, name: string, at: readonly string[], value: unknown): Promise<void> {
  const form = formOf(page)
  await page.goto(`${address}/${name}/edit`)
  await page.getByRole('tab', { name: 'Form' }).click()
  await form.getByLabel('New key of labels').first().fill('made-by')
  await form.getByLabel('New key of labels').first().press('Enter')
  await form.getByLabel('labels made-by').fill('form')
  await writeField(form, at, value)
  await page.getByRole('button', { name: 'Review changes' }).click()
  await expect(page.getByRole('heading', { name: 'Review changes' })).toBeVisible()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** The kind as kubectl names it. */
function keyOf(kind: string): string {
  const [group = '', version = '', resource = ''] = kind.split('/')
  return group === 'core' ? resource : `${resource}.${version}.${group}`
}

type Stored = { metadata: { name: string; namespace?: string; labels: Record<string, string> }; spec: unknown }

for (const [kind, { spec, edited }] of Object.entries(fromNothing)) {
  test(`${kind} is made from nothing and edited by its form`, async ({ browser }) => {
    const name = `form-${randomBytes(3).toString('hex')}`
    const stored = () => JSON.parse(kubectl('admin', ['get', keyOf(kind), name, '-n', 'shop', '-o', 'json'])) as Stored
    const { page, origin } = await sessions.open(browser, 'admin')
    try {
      await page.goto(`${origin}/resources/${kind}/new?namespace=shop`)
      await writeField(formOf(page), ['spec'], spec)
      await create(page, name)
      expect(stored().spec).toMatchObject(spec)
      const before = stored()
      await edit(page, `${origin}/resources/${kind}/shop`, name, edited.at, edited.value)
      const after = stored()
      expect(after.metadata.labels['made-by']).toBe('form')
      expect({ spec: after.spec }).toEqual(withValue({ spec: before.spec }, edited.at, edited.value))
    } finally {
      await page.close()
      kubectl('admin', ['delete', keyOf(kind), name, '-n', 'shop', '--ignore-not-found', '--wait=false'])
    }
  })
}

for (const [kind, { at, values }] of Object.entries(kinds)) {
  test(`${kind} is made from a copy and edited by its form`, async ({ browser }) => {
    const found = JSON.parse(kubectl('admin', ['get', keyOf(kind), '-A', '-o', 'json'])) as { items: Stored[] }
    const { name: from, namespace } = found.items[0]?.metadata ?? { name: '' }
    expect(from, 'there is one to copy').not.toBe('')
    const name = `form-${randomBytes(3).toString('hex')}`
    const inNamespace = namespace === undefined ? [] : ['-n', namespace]
    const stored = (of: string) => JSON.parse(kubectl('admin', ['get', keyOf(kind), of, ...inNamespace, '-o', 'json'])) as Stored
    const [made, edited] = values
    const { page, origin } = await sessions.open(browser, 'admin')
    try {
      await page.goto(`${origin}/resources/${kind}/new${namespace === undefined ? '' : `?namespace=${namespace}`}`)
      await expect(formOf(page)).toBeVisible()
      await page.getByLabel('Begin with').selectOption(`${namespace ?? ''}/${from}`)
      await expect(page.getByLabel('Begin with')).toBeEnabled()
      await writeField(formOf(page), at, made)
      await create(page, name)
      const original = stored(from)
      expect({ spec: stored(name).spec }, 'what was copied, and what was written').toEqual(withValue({ spec: original.spec }, at, made))
      await edit(page, `${origin}/resources/${kind}/${namespace ?? '-'}`, name, at, edited)
      const after = stored(name)
      expect(after.metadata.labels['made-by']).toBe('form')
      expect({ spec: after.spec }, 'nothing of the copy was lost by the form').toEqual(withValue({ spec: original.spec }, at, edited))
    } finally {
      await page.close()
      kubectl('admin', ['delete', keyOf(kind), name, ...inNamespace, '--ignore-not-found', '--wait=false'])
    }
  })
}
