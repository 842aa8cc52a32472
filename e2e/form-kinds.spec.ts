import { randomBytes } from 'node:crypto'
import type { Locator } from '@playwright/test'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { SharedSessions } from './shared-sessions.ts'

// Objects of these kinds are made by the form, from a copy of one that is there, and then edited by it: against the real kube-apiserver.
type Field = {
  at: readonly string[]
  /** What is written when it is made, and what when it is edited. */
  values: readonly [string | number, string | number]
  /** Not in the one that is copied: it is added by its name. */
  isNew?: true
}
const kinds: Record<string, Field> = {
  'networking.istio.io/v1/virtualservices': { at: ['spec', 'http', '0', 'name'], values: ['first', 'second'], isNew: true },
  'networking.istio.io/v1/destinationrules': { at: ['spec', 'host'], values: ['first.example', 'second.example'] },
  'networking.istio.io/v1/gateways': { at: ['spec', 'servers', '0', 'bind'], values: ['192.0.2.1', '192.0.2.2'], isNew: true },
  'networking.istio.io/v1/serviceentries': { at: ['spec', 'ports', '0', 'targetPort'], values: [8081, 8082], isNew: true },
  'networking.istio.io/v1/workloadentries': { at: ['spec', 'weight'], values: [10, 20], isNew: true },
  'networking.istio.io/v1/sidecars': { at: ['spec', 'egress', '0', 'bind'], values: ['192.0.2.1', '192.0.2.2'], isNew: true },
  'networking.istio.io/v1alpha3/envoyfilters': { at: ['spec', 'priority'], values: [10, -10], isNew: true },
  'networking.istio.io/v1beta1/proxyconfigs': { at: ['spec', 'concurrency'], values: [3, 4] },
  'security.istio.io/v1/authorizationpolicies': { at: ['spec', 'action'], values: ['DENY', 'AUDIT'] },
  'security.istio.io/v1/peerauthentications': { at: ['spec', 'mtls', 'mode'], values: ['PERMISSIVE', 'DISABLE'] },
  'security.istio.io/v1/requestauthentications': { at: ['spec', 'jwtRules', '0', 'issuer'], values: ['https://first.example', 'https://second.example'] },
  'telemetry.istio.io/v1/telemetries': { at: ['spec', 'tracing', '0', 'randomSamplingPercentage'], values: [11, 12.5] },
  'cert-manager.io/v1/certificates': { at: ['spec', 'revisionHistoryLimit'], values: [3, 4], isNew: true },
  'cert-manager.io/v1/issuers': { at: ['spec', 'ca', 'secretName'], values: ['first', 'second'] },
  'cert-manager.io/v1/clusterissuers': { at: ['spec', 'ca', 'secretName'], values: ['first', 'second'] },
  'monitoring.coreos.com/v1/servicemonitors': { at: ['spec', 'jobLabel'], values: ['first', 'second'], isNew: true },
  'monitoring.coreos.com/v1/podmonitors': { at: ['spec', 'jobLabel'], values: ['first', 'second'], isNew: true },
  'monitoring.coreos.com/v1/prometheusrules': { at: ['spec', 'groups', '0', 'interval'], values: ['1m', '2m'], isNew: true },
  'monitoring.coreos.com/v1/probes': { at: ['spec', 'module'], values: ['first', 'second'] },
  'monitoring.coreos.com/v1alpha1/alertmanagerconfigs': { at: ['spec', 'route', 'groupWait'], values: ['10s', '20s'] },
  'cilium.io/v2/ciliumnetworkpolicies': { at: ['spec', 'description'], values: ['first', 'second'], isNew: true },
  'cilium.io/v2/ciliumclusterwidenetworkpolicies': { at: ['spec', 'description'], values: ['first', 'second'] },
  'cilium.io/v2/ciliumegressgatewaypolicies': { at: ['spec', 'egressGateway', 'egressIP'], values: ['203.0.113.8', '203.0.113.9'] },
}

/** Writes a field of a form, which is added first where it is not there. */
async function write(form: Locator, at: readonly string[], value: string | number, isNew = false): Promise<void> {
  const group = at.slice(0, -1).reduce((scope, name) => scope.getByRole('group', { name, exact: true }).first(), form)
  const name = at.at(-1) ?? ''
  if (isNew) {
    await group.getByRole('button', { name: 'Add field' }).last().click()
    await form.page().keyboard.type(name)
    await form.page().keyboard.press('Enter')
  }
  const control = group
    .getByRole('textbox', { name, exact: true })
    .or(group.getByRole('combobox', { name, exact: true }))
    .first()
  if ((await control.evaluate(element => element.tagName)) === 'SELECT') await control.selectOption(String(value))
  else await control.fill(String(value))
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

for (const [kind, { at, values, isNew }] of Object.entries(kinds)) {
  test(`${kind} is made and edited by its form`, async ({ browser }) => {
    const [group = '', version = '', resource = ''] = kind.split('/')
    const found = JSON.parse(kubectl('admin', ['get', `${resource}.${version}.${group}`, '-A', '-o', 'json'])) as {
      items: { metadata: { name: string; namespace?: string } }[]
    }
    const { name: from, namespace } = found.items[0]?.metadata ?? { name: '' }
    expect(from, 'there is one to copy').not.toBe('')
    const name = `form-${randomBytes(3).toString('hex')}`
    const inNamespace = namespace === undefined ? [] : ['-n', namespace]
    const stored = (of: string) =>
      JSON.parse(kubectl('admin', ['get', `${resource}.${version}.${group}`, of, ...inNamespace, '-o', 'json'])) as {
        metadata: { labels: Record<string, string> }
        spec: unknown
      }
    const [made, edited] = values
    const { page, origin } = await sessions.open(browser, 'admin')
    try {
      await page.goto(`${origin}/resources/${kind}/new${namespace === undefined ? '' : `?namespace=${namespace}`}`)
      const form = page.getByRole('region', { name: 'Form' })
      await expect(form).toBeVisible()
      await page.getByLabel('Begin with').selectOption(`${namespace ?? ''}/${from}`)
      await expect(page.getByLabel('Begin with')).toBeEnabled()
      await form.getByRole('textbox', { name: 'name', exact: true }).first().fill(name)
      await write(form, at, made, isNew)
      await expect(form.getByText('Rule:'), 'every rule is judged').toHaveCount(0)
      await expect(form.getByText('Rule, not met:'), 'what the cluster has breaks no rule').toHaveCount(0)
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      const original = stored(from)
      expect({ spec: stored(name).spec }, 'what was copied, and what was written').toEqual(withValue({ spec: original.spec }, at, made))

      await page.goto(`${origin}/resources/${kind}/${namespace ?? '-'}/${name}/edit`)
      await page.getByRole('tab', { name: 'Form' }).click()
      await form.getByLabel('New key of labels').first().fill('made-by')
      await form.getByLabel('New key of labels').first().press('Enter')
      await form.getByLabel('labels made-by').fill('form')
      await write(form, at, edited)
      await page.getByRole('button', { name: 'Review changes' }).click()
      await expect(page.getByRole('heading', { name: 'Review changes' })).toBeVisible()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      const after = stored(name)
      expect(after.metadata.labels['made-by']).toBe('form')
      expect({ spec: after.spec }, 'nothing of the copy was lost by the form').toEqual(withValue({ spec: original.spec }, at, edited))
    } finally {
      await page.close()
      kubectl('admin', ['delete', `${resource}.${group}`, name, ...inNamespace, '--ignore-not-found', '--wait=false'])
    }
  })
}
