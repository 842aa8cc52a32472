import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccessQuestion } from '#contract/access.ts'
import type { PolicyRule } from '#domain/policy-rule.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { ScopeRefusal } from '../kube/own-scope.ts'
import { createClock, silent, someone } from '../testing/session-kit.ts'
import { askVerbBits } from './capability-bits.ts'
import { createCapabilityService } from './capability-service.ts'
import { buildCatalogue, capabilityVerbs, packBits, toCapabilities, unpackBits } from './catalogue.ts'
import type { AccessReviewer } from './review-access.ts'

function resource(group: string, name: string, verbs: readonly string[] = capabilityVerbs): ServedResource {
  return {
    group,
    version: 'v1',
    resource: name,
    singular: '',
    kind: 'K',
    namespaced: true,
    verbs: [...verbs],
    shortNames: [],
    categories: [],
    subresources: [],
  }
}
const served = [
  resource('', 'pods'),
  resource('a.test', 'ones'),
  resource('a.test', 'twos'),
  resource('b.test', 'threes', ['get', 'list']),
  resource('apps', 'controllerrevisions'),
]
const catalogue = buildCatalogue(served)

/** RBAC as far as these questions go. */
type Rule = { verb: string; group: string; resource: string }
const allows = (rules: readonly Rule[]) => (question: Rule) =>
  rules.some(rule => (['verb', 'group', 'resource'] as const).every(field => rule[field] === '*' || rule[field] === question[field]))

describe('capabilities', () => {
  test('are about custom resources and the common built-in ones', () => {
    expect(catalogue.entries.map(({ key }) => key)).toEqual(['ones.a.test', 'pods', 'threes.b.test', 'twos.a.test'])
  })

  test('agree with asking every single question, whatever the rights', async () => {
    const rule = fc.record({
      verb: fc.constantFrom('*', ...capabilityVerbs),
      group: fc.constantFrom('*', '', 'a.test', 'b.test'),
      resource: fc.constantFrom('*', 'pods', 'ones', 'twos', 'threes'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 6 }), async rules => {
        const allowed = allows(rules)
        const held = toCapabilities(await askVerbBits(catalogue.entries, async question => allowed(question)))
        for (const { group, resource, verbs } of served.slice(0, 4)) {
          const single = verbs.filter(verb => allowed({ verb, group, resource }))
          expect(held[group === '' ? resource : `${resource}.${group}`] ?? []).toEqual(single)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('of a cluster admin cost one question', async () => {
    let asked = 0
    const held = await askVerbBits(catalogue.entries, async () => {
      asked += 1
      return true
    })
    expect(asked).toBe(1)
    expect(toCapabilities(held)['threes.b.test']).toEqual(['get', 'list'])
  })

  test('survive packing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 4, maxLength: 4 }), bits => {
        const held = new Map(catalogue.entries.map(({ key }, index) => [key, bits[index] ?? 0]))
        expect(unpackBits(catalogue, packBits(catalogue, held))).toEqual(held)
      }),
    )
  })

  test('the hash names resources and verbs, not their order', () => {
    expect(buildCatalogue([...served].reverse()).hash).toBe(catalogue.hash)
    expect(buildCatalogue(served.slice(1)).hash).not.toBe(catalogue.hash)
    expect(buildCatalogue([resource('', 'pods', ['get']), ...served.slice(1)]).hash).not.toBe(catalogue.hash)
  })
})

describe('capabilities in a session', () => {
  const nothing: ScopeRefusal = () => null
  function setUp(rules: readonly Rule[]) {
    const state = {
      served,
      asked: [] as AccessQuestion[],
      isDown: false,
      refusal: nothing,
      refusalNow: null as ScopeRefusal | null,
      rules: null as readonly PolicyRule[] | null,
      telling: Promise.resolve(),
    }
    const reviewer: AccessReviewer = {
      ask: async (_, question) => {
        if (state.isDown) throw new AppError('CLUSTER_UNREACHABLE')
        state.asked.push(question)
        return { allowed: allows(rules)(question), reason: '' }
      },
      review: async () => [],
    }
    const make = () =>
      createCapabilityService({
        served: async () => {
          await state.telling
          return state.served
        },
        reviewer,
        heldRules: async () => state.rules,
        scope: { refusals: async atMostMs => (atMostMs === undefined ? state.refusal : (state.refusalNow ?? state.refusal)) },
        logger: silent,
        now: createClock().now,
      })
    return { state, make, service: make() }
  }
  const rules = [{ verb: 'list', group: 'a.test', resource: '*' }]
  const held = { 'ones.a.test': ['list'], 'twos.a.test': ['list'] }

  test('are read without a question while the cluster serves the same', async () => {
    const { state, service } = setUp(rules)
    const { capabilities, packed } = await service.capabilitiesOf(someone)
    expect(capabilities).toEqual(held)
    state.asked.length = 0
    expect(await service.unpack(someone, packed)).toEqual(held)
    expect(state.asked).toEqual([])
  })

  test('are those of the rules that the cluster lists, without a question', async () => {
    const { state, service } = setUp([])
    state.rules = [
      { verbs: ['list'], apiGroups: ['a.test'], resources: ['*'] },
      { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['one-of-them'] },
      { verbs: ['*'], apiGroups: ['b.test'], resources: ['threes/status'] },
    ]
    expect((await service.capabilitiesOf(someone)).capabilities).toEqual(held)
    expect(state.asked).toEqual([])
  })

  test('never hold what Latchkey may not do, and do so once it may, in a session that began before', async () => {
    const { state, service } = setUp(rules)
    state.refusal = ({ name }, { resource: asked }) => (asked === 'twos' && name === someone.name ? { code: 'BEYOND_LATCHKEY', reason: 'not given' } : null)
    const { capabilities, packed } = await service.capabilitiesOf(someone)
    expect(capabilities).toEqual({ 'ones.a.test': ['list'] })
    expect(await service.unpack(someone, packed)).toEqual({ 'ones.a.test': ['list'] })
    const viewer = { ...someone, name: 'system:serviceaccount:shop:viewer' }
    expect(await service.unpack(viewer, packed), 'ServiceAccounts have rules of their own').toEqual(held)
    state.refusal = () => null
    expect(await service.unpack(someone, packed)).toEqual(held)
  })

  test('what is being taken up is looked at anew: another replica may have done it', async () => {
    const { state, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    state.refusal = (_, { resource: asked }) => (asked === 'twos' ? { code: 'TAKING_UP', reason: 'it is new' } : null)
    expect(await service.unpack(someone, packed), 'nobody has').toEqual({ 'ones.a.test': ['list'] })
    state.refusalNow = nothing
    expect(await service.unpack(someone, packed)).toEqual(held)
    expect((await service.capabilitiesOf(someone)).capabilities).toEqual(held)
  })

  test('a CRD that came since is there at once, and not waited for where the cluster takes long to tell of it', async () => {
    const { state, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    const told = Promise.withResolvers<void>()
    state.telling = told.promise
    state.served = [...served, resource('a.test', 'fours')]
    expect(await service.unpack(someone, packed)).toEqual(held)
    const asked = service.unpack(someone, packed)
    told.resolve()
    expect(await asked).toEqual({ ...held, 'fours.a.test': ['list'] })
  })

  test('a CRD that came since is asked about once, and nothing else is', async () => {
    const { state, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    state.served = [...served, resource('a.test', 'fours')]
    state.asked.length = 0
    for (let i = 0; i < 5; i += 1) expect(await service.unpack(someone, packed)).toEqual({ ...held, 'fours.a.test': ['list'] })
    expect(new Set(state.asked.map(question => question.resource))).toEqual(new Set(['*', 'fours']))
    expect(state.asked.filter(question => question.verb === '*' && question.group === '*')).toHaveLength(1)
  })

  test('those of a catalogue that this replica never saw are asked for anew', async () => {
    const { make } = setUp(rules)
    expect(await make().unpack(someone, { catalogue: 'unknown', bits: '____' })).toEqual(held)
  })

  test('are none, and no failure, where the cluster does not answer', async () => {
    const { state, make } = setUp(rules)
    state.isDown = true
    expect(await make().unpack(someone, { catalogue: 'unknown', bits: '' })).toEqual({})
  })
})
