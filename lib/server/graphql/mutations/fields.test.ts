import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, type Asked, echo, ofWeb, service, servicesPath, startMutations, status } from '../../testing/mutations-kit.ts'

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

const answered: Answer = { status: 201, body: { ...service({ resourceVersion: '7', uid: 'u' }), spec: { hosts: ['a'] } } }

async function start(answer: Answer | ((asked: Asked) => Answer) = answered) {
  const started = await startMutations(typeof answer === 'function' ? answer : () => answer)
  close = started.close
  return started
}

const strict = { fieldManager: 'latchkey', fieldValidation: 'Strict' }
const reviews = `${servicesPath}/reviews`
const deployment = '/apis/apps/v1/namespaces/shop/deployments/web'

describe('the request of a mutation', () => {
  it.each<[string, Partial<Asked>, unknown]>([
    ['create(object: $o) { dryRun }', { method: 'POST', path: servicesPath, query: strict, contentType: 'application/json' }, service()],
    ['create_networking_istio_io_v1_VirtualService(object: $o) { dryRun }', { method: 'POST', path: servicesPath, query: strict }, service()],
    ['update(object: $o, fieldValidation: WARN) { dryRun }', { method: 'PUT', path: reviews, query: { ...strict, fieldValidation: 'Warn' } }, service()],
    [
      'update_networking_istio_io_v1_VirtualService(object: $o, fieldManager: "me") { dryRun }',
      { method: 'PUT', path: reviews, query: { ...strict, fieldManager: 'me' } },
      service(),
    ],
    ['apply(object: $o) { dryRun }', { method: 'PATCH', path: reviews, query: strict, contentType: 'application/apply-patch+yaml' }, service()],
    [
      'apply_networking_istio_io_v1_VirtualService(object: $o, force: true, dryRun: true) { dryRun }',
      { method: 'PATCH', path: reviews, query: { ...strict, force: 'true', dryRun: 'All' }, contentType: 'application/apply-patch+yaml' },
      service(),
    ],
    [
      `patch(${ofWeb}, type: JSON, patch: [{op: "remove", path: "/spec/x"}], subresource: "status") { dryRun }`,
      { method: 'PATCH', path: `${deployment}/status`, query: strict, contentType: 'application/json-patch+json' },
      [{ op: 'remove', path: '/spec/x' }],
    ],
    [
      `patch(${ofWeb}, type: STRATEGIC, patch: {a: 1}) { dryRun }`,
      { method: 'PATCH', path: deployment, contentType: 'application/strategic-merge-patch+json' },
      { a: 1 },
    ],
    [`patch(${ofWeb}, type: MERGE, patch: {a: null}) { dryRun }`, { contentType: 'application/merge-patch+json' }, { a: null }],
    [
      `delete(${ofWeb}) { dryRun }`,
      { method: 'DELETE', path: deployment, query: {}, contentType: 'application/json' },
      { apiVersion: 'v1', kind: 'DeleteOptions' },
    ],
    [
      `delete(${ofWeb}, propagation: FOREGROUND, gracePeriodSeconds: 0, uid: "u", resourceVersion: "7", dryRun: true) { dryRun }`,
      { method: 'DELETE', path: deployment, query: {} },
      {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Foreground',
        gracePeriodSeconds: 0,
        preconditions: { uid: 'u', resourceVersion: '7' },
        dryRun: ['All'],
      },
    ],
    [
      `scale(${ofWeb}, replicas: 0, resourceVersion: "7") { dryRun }`,
      { method: 'PATCH', path: `${deployment}/scale`, query: strict, contentType: 'application/merge-patch+json' },
      { metadata: { resourceVersion: '7' }, spec: { replicas: 0 } },
    ],
    [
      'restart(resource: {group: "apps", resource: "statefulsets"}, namespace: "shop", name: "db") { dryRun }',
      { method: 'PATCH', path: '/apis/apps/v1/namespaces/shop/statefulsets/db', contentType: 'application/merge-patch+json' },
      {
        spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) } } } },
      },
    ],
    ['patch(resource: {resource: "namespaces"}, name: "shop", type: MERGE, patch: {}) { dryRun }', { path: '/api/v1/namespaces/shop' }, {}],
  ])('%s', async (field, expected, body) => {
    const { run, asked } = await start()
    const { errors } = await run(`mutation ${field.includes('$o') ? '($o: JSON!)' : ''} { ${field} }`, { o: service() })
    expect(errors).toBeUndefined()
    expect(asked[0]).toMatchObject({ user: 'editor', ...expected })
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual(body)
  })

  it('has the namespace and the type that the object leaves out', async () => {
    const { run, asked } = await start()
    await run('mutation ($o: JSON!) { create_networking_istio_io_v1_VirtualService(namespace: "shop", object: $o) { dryRun } }', {
      o: { metadata: { generateName: 'a-' } },
    })
    expect(asked[0]?.path).toBe(servicesPath)
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { generateName: 'a-' } })
  })

  it('keeps integers of any size, there and back', async () => {
    const { run, asked } = await start(echo)
    const result = await run(
      'mutation { apply(object: {apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: {name: "a", namespace: "b"}, spec: {big: 9223372036854775807}}) { object { _raw } } }',
    )
    expect(asked[0]?.body).toContain('{"big":9223372036854775807}')
    expect(JSON.stringify(result.data)).toContain('{"big":9223372036854775807}')
  })
})

describe('what comes of a mutation', () => {
  const create = 'mutation ($o: JSON!) { create(object: $o) { object { __typename _key } warnings dryRun auditId } }'

  it('is the object, the warnings and the audit id; it is logged once and the store knows', async () => {
    const warning = ['299 - "unknown field \\"spec.x\\"", 299 - "deprecated, and so on"', '299 - "a \\\\ b"']
    const { run, lines, told } = await start({ ...answered, headers: { warning } })
    const { data, errors } = await run(create, { o: service() })
    expect(errors).toBeUndefined()
    expect(data?.['create']).toEqual({
      object: { __typename: 'networking_istio_io_v1_VirtualService', _key: 'shop/reviews' },
      warnings: ['unknown field "spec.x"', 'deprecated, and so on', 'a \\ b'],
      dryRun: false,
      auditId: 'audit-1',
    })
    expect(lines).toEqual([
      expect.objectContaining({ event: 'mutation', requestId: 'r-1', user: 'editor', method: 'POST', path: servicesPath, status: 201, auditId: 'audit-1' }),
    ])
    expect(told).toEqual([['noteChange', 'virtualservices', '7']])
  })

  it('tells the store nothing where nothing was stored', async () => {
    const dry = await start()
    await dry.run('mutation ($o: JSON!) { create(object: $o, dryRun: true) { dryRun } }', { o: service() })
    await close()
    const refused = await start(status(403, 'Forbidden', 'no'))
    await refused.run(create, { o: service() })
    expect([dry.told, refused.told]).toEqual([[], []])
    expect(refused.lines[0]).toMatchObject({ event: 'mutation', status: 403 })
  })

  it('makes rights be asked anew where they may have changed', async () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'a', namespace: 'shop', resourceVersion: '8' } }
    const { run, told } = await start({ body: role })
    await run('mutation ($o: JSON!) { apply(object: $o) { dryRun } }', { o: role })
    expect(told).toEqual([['bumpEpoch'], ['noteChange', 'roles', '8']])
  })

  it('is no object after a deletion, of which the list tells how new it is', async () => {
    const { run, told } = await start(({ method }) =>
      method === 'DELETE'
        ? { body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } }
        : { body: { metadata: { resourceVersion: '9' }, items: [] } },
    )
    const { data } = await run(`mutation { delete(${ofWeb}) { object { _key } warnings } }`)
    expect(data?.['delete']).toEqual({ object: null, warnings: [] })
    expect(told).toEqual([['noteChange', 'deployments', '9']])
  })

  it('is how many there are to be after scaling, and the object itself', async () => {
    const { run } = await start({
      body: { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { resourceVersion: '7' }, spec: {}, status: { replicas: 2 } },
    })
    const { data, errors } = await run(`mutation { scale(${ofWeb}, replicas: 0) { replicas currentReplicas object { _key kind } warnings } }`)
    expect(errors).toBeUndefined()
    expect(data?.['scale']).toEqual({ replicas: 0, currentReplicas: 2, object: { _key: 'shop/web', kind: 'Deployment' }, warnings: [] })
  })

  it('is tried again where the kube-apiserver is busy', async () => {
    let busy = true
    const { run, asked } = await start(() => {
      if (!busy) return answered
      busy = false
      return { ...status(429, 'TooManyRequests', 'storage is (re)initializing'), headers: { 'retry-after': '0' } }
    })
    expect((await run(create, { o: service() })).errors).toBeUndefined()
    expect(asked.map(({ body }) => body)).toEqual([JSON.stringify(service()), JSON.stringify(service())])
  })
})
