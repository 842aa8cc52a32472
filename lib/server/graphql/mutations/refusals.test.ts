import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { type Answer, type Asked, echo, ofWeb, service, servicesPath, startMutations, status } from '../../testing/mutations-kit.ts'

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

const answered: Answer = { status: 201, body: { ...service({ resourceVersion: '7', uid: 'u' }), spec: { hosts: ['a'] } } }

async function start(answer: Answer | ((asked: Asked) => Answer) = answered) {
  const started = await startMutations(typeof answer === 'function' ? answer : () => answer)
  close = started.close
  return started
}

describe('a mutation is refused', () => {
  const refusal = async (field: string, variables = {}, answer: Answer = answered) => {
    const { run, asked } = await start(answer)
    const { errors = [] } = await run(`mutation ${field.includes('$o') ? '($o: JSON!)' : ''} { ${field} }`, variables)
    const cause = errors[0]?.originalError
    return { error: cause instanceof AppError ? cause : undefined, message: errors[0]?.message, asked }
  }

  it.each([
    ['no object', 'create(object: $o) { dryRun }', { o: [] }, 'BAD_REQUEST', 'map of fields'],
    ['an object without a name', 'create(object: $o) { dryRun }', { o: { ...service(), metadata: {} } }, 'BAD_REQUEST', 'metadata.name'],
    [
      'an update of what has a generated name',
      'update(object: $o) { dryRun }',
      { o: { ...service(), metadata: { generateName: 'a-', namespace: 'b' } } },
      'BAD_REQUEST',
      'metadata.name',
    ],
    [
      'a kind that is not served',
      'apply(object: $o) { dryRun }',
      { o: { ...service(), kind: 'Unicorn' } },
      'NOT_FOUND',
      'no matches for kind "Unicorn" in version "networking.istio.io/v1"',
    ],
    ['no namespace', 'create(object: $o) { dryRun }', { o: { ...service(), metadata: { name: 'a' } } }, 'BAD_REQUEST', 'say in which'],
    [
      'two namespaces',
      'apply_networking_istio_io_v1_VirtualService(namespace: "b", object: $o) { dryRun }',
      { o: service() },
      'BAD_REQUEST',
      'does not match the namespace "b"',
    ],
    ['a namespace of what has none', 'delete(resource: {resource: "namespaces"}, namespace: "a", name: "b") { dryRun }', {}, 'BAD_REQUEST', 'whole cluster'],
    ['a name that is a path', 'delete(resource: {resource: "namespaces"}, name: "a/../../b") { dryRun }', {}, 'BAD_REQUEST', 'cannot be the name'],
    ['a name that is above', 'delete(resource: {resource: "namespaces"}, name: "..") { dryRun }', {}, 'BAD_REQUEST', 'cannot be the name'],
    [
      'a name with a control character',
      'create(object: $o) { dryRun } a: update(object: $o) { dryRun }',
      { o: service({ name: 'a\u0000', namespace: 'a?b' }) },
      'BAD_REQUEST',
      '',
    ],
    ['a resource that is not served', 'delete(resource: {resource: "unicorns"}, name: "a") { dryRun }', {}, 'NOT_FOUND', 'unicorns'],
    ['fewer than no replicas', `scale(${ofWeb}, replicas: -1) { dryRun }`, {}, 'BAD_REQUEST', 'fewer than 0'],
    ['a restart of what has no pods', 'restart(resource: {resource: "namespaces"}, name: "a") { dryRun }', {}, 'BAD_REQUEST', 'cannot be restarted'],
  ])('before it is sent: %s', async (_what, field, variables, code, message) => {
    const { error, asked } = await refusal(field, variables)
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(asked).toEqual([])
  })

  it('scaling of what has no scale, once the kube-apiserver has said so, whose discovery may be newer', async () => {
    const field = 'scale(resource: {resource: "namespaces"}, name: "a", replicas: 1) { dryRun }'
    const { error, asked } = await refusal(field, {}, status(404, 'NotFound', 'the server could not find the requested resource'))
    expect(error).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('no scale subresource') })
    expect(asked.map(({ method, path }) => [method, path])).toEqual([['PATCH', '/api/v1/namespaces/a/scale']])
    expect((await refusal(field, {}, status(403, 'Forbidden', 'may not'))).error).toMatchObject({ code: 'FORBIDDEN' })
    expect((await refusal(`scale(${ofWeb}, replicas: 1) { dryRun }`, {}, status(404, 'NotFound', 'no web'))).error).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a restart of a Deployment that is paused', async () => {
    const { error, asked } = await refusal(`restart(${ofWeb}) { dryRun }`, {}, { body: { kind: 'Deployment', metadata: {}, spec: { paused: true } } })
    expect(error).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('paused') })
    expect(asked.map(({ method }) => method)).toEqual(['GET'])
  })

  it.each([
    [status(403, 'Forbidden', 'virtualservices is forbidden'), 'FORBIDDEN'],
    [status(422, 'Invalid', 'spec.x: Required value', { causes: [{ field: 'spec.x' }] }), 'INVALID'],
    [status(409, 'AlreadyExists', 'exists'), 'ALREADY_EXISTS'],
    [{ status: 200, body: '<html>' }, 'CLUSTER_UNREACHABLE'],
  ])('by the kube-apiserver, in its own words: %j', async (answer, code) => {
    const { error } = await refusal('create(object: $o) { dryRun }', { o: service() }, answer)
    expect(error?.code).toBe(code)
    if (typeof answer.body !== 'string') expect(error).toMatchObject({ message: answer.body.message, details: { reason: answer.body.reason } })
  })

  it('for a field that the schema does not have, as what is not accepted and not as a failure', async () => {
    const message = 'failed to create typed patch object (shop/reviews; networking.istio.io/v1, Kind=VirtualService): .spec.x: field not declared in schema'
    const { error } = await refusal('apply(object: $o) { dryRun }', { o: service() }, status(500, '', message))
    expect(error).toMatchObject({ code: 'INVALID', message })
  })

  it('for fields of other managers, which are named', async () => {
    const cause = (manager: string, field: string) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager} using v1`, field })
    const causes = [cause('"kubectl"', '.spec.a'), cause('"a \\"b\\""', '.spec.b'), cause('"kubectl"', '.spec.c')]
    const { error } = await refusal('apply(object: $o) { dryRun }', { o: service() }, status(409, 'Conflict', 'Apply failed with 3 conflicts', { causes }))
    expect(error).toMatchObject({
      code: 'CONFLICT',
      details: {
        details: {
          causes,
          conflicts: [
            { manager: 'kubectl', fields: ['.spec.a', '.spec.c'] },
            { manager: 'a "b"', fields: ['.spec.b'] },
          ],
        },
      },
    })
  })
})

describe('applyYaml', () => {
  const yaml = ['a', 'b', 'c']
    .map(name => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${name}}\nspec: {big: 9007199254740993}\n`)
    .join('---\n')
  const apply = 'mutation ($yaml: String!) { applyYaml(yaml: $yaml, namespace: "shop") { object { _key } } }'

  it('applies one after the other, and each has a result of its own', async () => {
    const { run, asked } = await start(asked => (asked.path.endsWith('/b') ? status(422, 'Invalid', 'no') : echo(asked)))
    const { data, errors = [] } = await run(apply, { yaml })
    expect(asked.map(({ path }) => path)).toEqual(['a', 'b', 'c'].map(name => `${servicesPath}/${name}`))
    expect(asked[0]?.body).toContain('"big":9007199254740993')
    expect(data?.['applyYaml']).toEqual([{ object: { _key: '/a' } }, null, { object: { _key: '/c' } }])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ path: ['applyYaml', 1] })
    expect(errors[0]?.originalError).toMatchObject({ code: 'INVALID', details: { details: { object: { kind: 'VirtualService', name: 'b' } } } })
  })

  it('sends nothing where one of them cannot be read', async () => {
    const { run, asked } = await start()
    const { errors = [] } = await run(apply, { yaml: `${yaml}---\nkind: [\n` })
    expect(errors[0]?.originalError).toMatchObject({ code: 'BAD_REQUEST' })
    expect(asked).toEqual([])
  })

  it('sends no more once the operation is over', async () => {
    const { run, asked, aborter } = await start(asked => {
      aborter.abort()
      return echo(asked)
    })
    const { data, errors = [] } = await run(apply, { yaml })
    expect(asked).toHaveLength(1)
    expect(data?.['applyYaml']).toEqual([null, null, null])
    expect(errors[2]?.originalError).toMatchObject({ code: 'TIMEOUT' })
  })

  it('gives no namespace to what has none', async () => {
    const { run, asked } = await start(echo)
    await run(apply, { yaml: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n' })
    expect(asked[0]?.path).toBe('/api/v1/namespaces/a')
  })
})
