import { randomBytes } from 'node:crypto'
import { keptRoleName } from '#domain/kept-role.ts'
import { cluster, kubectl, tryKubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { pictureName } from './gallery/scene.ts'
import { takePictures } from './gallery/take.ts'
import { startCuttingFront } from './graphql/cutting-front.ts'
import { startOwnServer } from './graphql/own-server.ts'
import { errorCode, send } from './http.ts'
import { latchkey } from './latchkey.ts'
import { bearerOf, logInAt } from './replicas.ts'

// States of pages that take more than an address to come about.
const virtualServices = '/resources/networking.istio.io/v1/virtualservices'

test('a part of a page that does not come fails the page, with what it was, and trying again brings it', async ({ signIn }) => {
  const { page, origin, expectConsole } = await signIn('viewer')
  expectConsole(/ERR_FAILED|[Cc]hunk/)
  await page.goto(`${origin}${virtualServices}/shop/reviews`)
  await expect(page.getByRole('status', { name: 'Live state' })).toHaveText('Live')
  await page.route(/\/_next\/.*\.js/, route => route.abort())
  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'This page failed' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText(/chunk/i)
  // What stands around it stays.
  await expect(page.getByRole('navigation', { name: 'Kinds' })).toBeVisible()
  await page.unroute(/\/_next\/.*\.js/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'YAML', exact: true })).toBeVisible()
})

test('what the limits of an installation do not allow is said, and Access shows all but the matrix before that is read', async ({ browser }) => {
  test.setTimeout(120_000)
  const front = await startCuttingFront(cluster.server)
  const server = await startOwnServer({ kubeServer: front.server, env: { LATCHKEY_GRAPHQL_LIMITS: JSON.stringify({ cost: 1 }) } })
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const { wrappedToken } = await logInAt({ pod: '', origin: server.origin, close: () => undefined }, bearerOf('viewer'), { challenge: undefined })
    await page.goto(`${server.origin}/login?wrapped-token=${wrappedToken}`)
    expect((await page.goto(`${server.origin}${virtualServices}`))?.status()).toBe(400)
    await expect(page.getByRole('heading', { level: 1, name: 'Too large to be shown' })).toBeVisible()
    await expect(page.getByRole('main')).toContainText(/limit 'cost'.*Choose a namespace/)
    await takePictures(page, pictureName('List', 'beyond the limits'))

    const release = front.holdRequests(({ url = '', headers }) => url.includes('/selfsubjectrulesreviews') && headers['impersonate-user'] !== undefined)
    await page.goto(`${server.origin}/access`, { waitUntil: 'commit' })
    const matrix = page.getByRole('region', { name: 'Everything' })
    await expect(page.getByRole('heading', { level: 1, name: 'Access' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Ask' })).toBeVisible()
    await expect(matrix.locator('.skeleton').first()).toBeVisible()
    await expect(matrix.locator('[role="status"], [role="alert"]')).toHaveCount(0)
    const places = async () => Promise.all([matrix, matrix.locator('.panel')].map(async part => (await part.boundingBox())?.y))
    const before = await places()
    release()
    await expect(matrix.getByRole('row', { name: 'Pod pods' })).toBeVisible()
    await expect(matrix.locator('.skeleton')).toHaveCount(0)
    expect(await places(), 'the matrix stands where its skeleton stood').toEqual(before)
  } finally {
    await context.close()
    await server.stop()
    await front.close()
  }
})

test('a kind of a new group that came after the installation is taken up by the server itself, and its page waits for that', async ({ signIn }) => {
  test.slow()
  const group = `states-${randomBytes(4).toString('hex')}.latchkey.test`
  const list = `/apis/${group}/v1/namespaces/default/gadgets`
  const { page, tunnel, origin, expectConsole } = await signIn('admin')
  expectConsole(/Failed to load resource: the server responded with a status of 503/)
  const { token } = JSON.parse(latchkey('admin', ['login', '-o', 'json']).stdout) as { token: string }
  const headers = { 'x-latchkey-session': token, 'content-type': 'application/json' }
  const asked = () => send(`${tunnel.mount}/api/k8s${list}`, { headers })
  const policy = keepOut(group)
  kubectl('admin', ['apply', '-f', '-'], JSON.stringify(policy))
  try {
    // The kube-apiserver holds to a policy some time after it has it.
    const rule = { op: 'add', path: '/rules/-', value: { apiGroups: [group], resources: ['gadgets'], verbs: ['impersonate-on:user-info:list'] } }
    const write = ['patch', 'clusterrole', keptRoleName, '--type=json', '--dry-run=server', '-p', JSON.stringify([rule])]
    await expect.poll(() => tryKubectl('admin', write).stderr, { timeout: 30_000 }).toContain('not yet')
    kubectl('admin', ['apply', '-f', '-'], JSON.stringify(gadgets(group)))
    kubectl('admin', ['wait', '--for=condition=Established', `crd/gadgets.${group}`, '--timeout=30s'])
    // The cluster's own discovery is a moment behind.
    await expect(async () => {
      expect((await page.goto(`${origin}/resources/${group}/v1/gadgets`))?.status()).toBe(503)
    }).toPass({ timeout: 30_000 })
    await expect(page.getByRole('heading', { level: 1, name: 'Latchkey is taking this up' })).toBeVisible()
    await expect(page.getByText('This page looks again every two seconds.')).toBeVisible()
    await takePictures(page, pictureName('List', 'being taken up'))
    const first = await asked()
    // It says that it passes; the kube-apiserver may say itself that the kind is too new (429).
    if (first.status === 503) expect(errorCode(first)).toBe('TAKING_UP')
    else expect(first.status).toBe(429)

    kubectl('admin', ['delete', '-f', '-'], JSON.stringify(policy))
    await expect(page.getByRole('heading', { level: 1, name: 'Gadget' })).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('main')).not.toContainText(/may not|taking this up/)
    expect((await asked()).status).toBe(200)
    const question = { verb: 'list', group, resource: 'gadgets', namespace: 'default' }
    const access = async () => {
      const answer = await send(`${tunnel.mount}/api/v1/access`, { method: 'POST', headers, body: JSON.stringify({ questions: [question] }) })
      return (JSON.parse(answer.text) as { answers: [{ allowed: boolean }] }).answers[0].allowed
    }
    await expect.poll(access, { timeout: 30_000 }).toBe(true)
    const { rights } = JSON.parse(latchkey('admin', ['status', '-o', 'json']).stdout) as { rights: string }
    expect(rights).toBe('constrained impersonation: does what its users may do, but nothing with Secrets')
  } finally {
    kubectl('admin', ['delete', '--ignore-not-found', '-f', '-'], JSON.stringify(policy))
    kubectl('admin', ['delete', 'crd', `gadgets.${group}`, '--ignore-not-found'])
  }
})

/** Nobody writes a rule for the group into the server's ClusterRole of custom resources, as where an admin's own policy forbids it. */
function keepOut(group: string): unknown {
  const api = { apiVersion: 'admissionregistration.k8s.io/v1' }
  const metadata = { name: `${group}-not-yet` }
  const rule = { apiGroups: ['rbac.authorization.k8s.io'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['clusterroles'] }
  const expression = `!has(object.rules) || !object.rules.exists(rule, has(rule.apiGroups) && rule.apiGroups.exists(group, group == '${group}'))`
  const spec = { failurePolicy: 'Fail', matchConstraints: { resourceRules: [rule] }, validations: [{ expression, message: 'not yet' }] }
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { ...api, kind: 'ValidatingAdmissionPolicy', metadata, spec },
      { ...api, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec: { policyName: metadata.name, validationActions: ['Deny'] } },
    ],
  }
}

function gadgets(group: string): unknown {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gadgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
}
