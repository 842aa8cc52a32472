import { describe, expect, test } from 'vitest'
import { impersonationScope } from '#domain/impersonation-scope.ts'
import type { PolicyRule } from '#domain/policy-rule.ts'
import { AppError } from '#errors/app-error.ts'
import { createClock, someone } from '../testing/session-kit.ts'
import type { ImpersonationMode } from './identity-headers.ts'
import { createOwnScope } from './own-scope.ts'

const served = [{ group: '', resources: ['pods', 'secrets'].map(resource => ({ resource, subresources: ['log'] })) }]
const full = impersonationScope(served, { readOnly: false })
const question = { verb: 'list', group: '', resource: 'pods', namespace: 'shop' }
const viewer = { ...someone, name: 'system:serviceaccount:shop:viewer' }

function setUp(options: { rules?: PolicyRule[]; mode?: ImpersonationMode; incomplete?: boolean } = {}) {
  const { mode = 'constrained', incomplete = false } = options
  const state = { rules: options.rules ?? full, isDown: false, asked: 0, newGroups: 0 }
  const json = async (): Promise<unknown> => {
    state.asked += 1
    if (state.isDown) throw new AppError('CLUSTER_UNREACHABLE')
    return { status: { resourceRules: state.rules, nonResourceRules: [], incomplete } }
  }
  const clock = createClock()
  const onNewGroup = () => {
    state.newGroups += 1
  }
  const scope = createOwnScope({ json, watch: async () => undefined }, async () => mode, 'latchkey-system', clock.now, onNewGroup)
  return { state, clock, scope }
}

describe('what Latchkey itself may do for its users', () => {
  test('is asked of the cluster, for people and ServiceAccounts apart', async () => {
    const people: PolicyRule[] = [{ apiGroups: [''], resources: ['pods'], verbs: ['impersonate-on:user-info:list'] }]
    const refusal = await setUp({ rules: people }).scope.refusals()
    expect(refusal(someone, question)).toBeNull()
    expect(refusal(viewer, question)?.reason).toMatch(/list pods/)
    expect(refusal(someone, { ...question, subresource: 'log' })?.reason).toMatch(/list log of pods/)
  })

  test.each([
    [
      'a kind of Kubernetes that came later',
      full,
      { ...question, group: 'new.k8s.io', resource: 'widgets' },
      /list widgets\.new\.k8s\.io for anybody yet\. An admin adds it with `latchkey install`/,
    ],
    ['a Secret', full, { ...question, resource: 'secrets' }, /installed without Secrets.*does not list secrets for anybody.*install --secrets.*kubectl/],
    [
      'a token of a ServiceAccount',
      full,
      { ...question, verb: 'create', resource: 'serviceaccounts', subresource: 'token' },
      /^Latchkey does not create token of serviceaccounts for anybody/,
    ],
    ['a change where it may only look', impersonationScope(served, { readOnly: true }), { ...question, verb: 'delete' }, /installed read-only.*delete pods/],
  ])('the reason tells %s from the others', async (_, rules, asked, text) => {
    const refusals = await setUp({ rules }).scope.refusals()
    expect(refusals(someone, asked)).toEqual({ code: 'BEYOND_LATCHKEY', reason: expect.stringMatching(text) })
  })

  test('a question about custom resources that came later has them taken up', async () => {
    const { state, scope } = setUp()
    const refusal = await scope.refusals()
    expect(refusal(someone, { ...question, resource: 'secrets' })).not.toBeNull()
    expect(state.newGroups).toBe(0)
    expect(refusal(someone, { ...question, group: 'a.test', resource: 'widgets' })).toEqual({
      code: 'TAKING_UP',
      reason: expect.stringMatching(/^widgets\.a\.test is new .* taking it up\. kubectl/),
    })
    expect(state.newGroups).toBe(1)
  })

  test('rules nothing out by what it does not know', async () => {
    const secret = { ...question, resource: 'secrets' }
    expect((await setUp({ mode: 'classic' }).scope.refusals())(someone, secret)).toBeNull()
    expect((await setUp({ incomplete: true }).scope.refusals())(someone, secret)).toBeNull()
    expect((await setUp().scope.refusals())(someone, { ...secret, verb: 'use' })).toBeNull()
    const { state, scope } = setUp()
    state.isDown = true
    expect((await scope.refusals())(someone, secret)).toBeNull()
  })

  test('is asked again after five seconds: what was added shows', async () => {
    const { state, clock, scope } = setUp({ rules: [] })
    expect((await scope.refusals())(someone, question)).not.toBeNull()
    state.rules = full
    clock.advance(4_000)
    expect((await scope.refusals())(someone, question)).not.toBeNull()
    expect(state.asked).toBe(1)
    clock.advance(1_000)
    expect((await scope.refusals())(someone, question)).toBeNull()
  })

  test('is asked again sooner where an answer so old will not do', async () => {
    const { state, clock, scope } = setUp({ rules: [] })
    await scope.refusals()
    state.rules = full
    clock.advance(400)
    expect((await scope.refusals(500))(someone, question)).not.toBeNull()
    clock.advance(100)
    expect((await scope.refusals(500))(someone, question)).toBeNull()
    expect((await scope.refusals())(someone, question), 'and remembered for all').toBeNull()
    expect(state.asked).toBe(2)
  })
})
