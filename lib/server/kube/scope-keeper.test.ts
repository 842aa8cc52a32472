import { expect, test } from 'vitest'
import { isKeptGroup } from '#domain/impersonation-scope.ts'
import { rulesAllow } from '#domain/policy-rule.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import { silent } from '../testing/session-kit.ts'
import type { OwnRequest } from './own-client.ts'
import { createScopeKeeper } from './scope-keeper.ts'

type Rule = { apiGroups: string[]; resources: string[]; verbs: string[] }
type Role = { metadata: { resourceVersion: string; annotations?: Record<string, string>; labels: Record<string, string> }; rules: Rule[] | null }

const resource = (group: string, name: string, subresources: string[] = []): ServedResource => ({
  ...{ group, version: 'v1', resource: name, singular: '', kind: 'K', namespaced: true, verbs: ['list'], shortNames: [], categories: [] },
  subresources,
})

function setUp(rules: Rule[] | null, annotations: Record<string, string> = {}) {
  const state = {
    role: { metadata: { resourceVersion: '1', annotations, labels: { a: 'b' } }, rules } as Role,
    served: [resource('', 'pods'), resource('apps', 'deployments'), resource('a.test', 'ones')],
    asked: [] as string[],
    fails: null as AppError | null,
  }
  const json = async ({ method = 'GET', body }: OwnRequest): Promise<unknown> => {
    state.asked.push(method)
    if (state.fails) throw state.fails
    if (method === 'PUT') state.role = body as Role
    return structuredClone(state.role)
  }
  const keeperOf = (mode: 'constrained' | 'classic' = 'constrained') =>
    createScopeKeeper({ client: { json, watch: async () => undefined }, served: async () => state.served, mode: async () => mode, logger: silent })
  return { state, keeperOf, keeper: keeperOf() }
}

const may = (role: Role, group: string, verb: string, name = 'ones') =>
  rulesAllow(role.rules ?? [], { verb: `impersonate-on:user-info:${verb}`, group, resource: name, subresource: '' })

test('a group of custom resources that came later is added once, and all else stays as it was', async () => {
  const first = { apiGroups: ['b.test'], resources: ['*'], verbs: ['impersonate-on:user-info:list'] }
  const { state, keeper } = setUp([first])
  await keeper.keep()
  expect([may(state.role, 'a.test', 'list'), may(state.role, 'a.test', 'delete'), state.role.rules?.[0]]).toEqual([true, true, first])
  expect(state.role.metadata).toMatchObject({ resourceVersion: '1', labels: { a: 'b' } })
  expect(
    state.role.rules?.flatMap(({ apiGroups }) => apiGroups),
    'nothing that Kubernetes serves',
  ).toEqual(['b.test', 'a.test'])
  await keeper.keep()
  expect(state.asked).toEqual(['GET', 'PUT'])
  state.served = []
  await keeper.keep()
  expect(state.asked).toEqual(['GET', 'PUT'])
})

test('what another replica has added is not added again', async () => {
  const { state, keeper, keeperOf } = setUp(null)
  await keeper.keep()
  await keeperOf().keep()
  expect(state.asked).toEqual(['GET', 'PUT', 'GET'])
})

test('an installation that may only look keeps looking only, past the connections of others', async () => {
  const { state, keeper } = setUp([], { 'latchkey.dev/read-only': 'true' })
  state.served.push(resource('vm.test', 'machines', ['console', 'status']))
  await keeper.keep()
  expect([may(state.role, 'a.test', 'list'), may(state.role, 'a.test', 'delete'), may(state.role, 'vm.test', 'get', 'machines')]).toEqual([true, false, true])
  expect(rulesAllow(state.role.rules ?? [], { verb: 'impersonate-on:user-info:get', group: 'vm.test', resource: 'machines', subresource: 'console' })).toBe(
    false,
  )
})

test('classic impersonation needs none, and an old installation without the role is left alone', async () => {
  const { state, keeper, keeperOf } = setUp([])
  await keeperOf('classic').keep()
  expect(state.asked).toEqual([])
  state.fails = new AppError('NOT_FOUND')
  await expect(keeper.keep()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  state.fails = null
  await keeper.keep()
  expect(may(state.role, 'a.test', 'list')).toBe(true)
})

test('a question about it has it looked at soon, and the end ends it', async () => {
  const { state, keeper } = setUp([])
  state.served = []
  const stop = new AbortController()
  const running = keeper.run(stop.signal)
  await expect.poll(() => state.asked.length).toBe(0)
  state.served = [resource('late.test', 'ones')]
  await expect
    .poll(
      () => {
        keeper.wake()
        return may(state.role, 'late.test', 'list')
      },
      { timeout: 5_000 },
    )
    .toBe(true)
  stop.abort()
  await running
})

test.each([
  ['networking.istio.io', true],
  ['a.test', true],
  ['', false],
  ['apps', false],
  ['metrics.k8s.io', false],
  ['rbac.authorization.k8s.io', false],
  ['user.openshift.io', false],
  ['oauth.openshift.io', false],
  ['login.latchkey.dev', false],
  ['*', false],
  ['notk8s.io', true],
])('%s is taken up: %s', (group, isKept) => {
  expect(isKeptGroup(group)).toBe(isKept)
})
