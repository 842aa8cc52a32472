import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccessQuestion } from '#contract/access.ts'
import { type PolicyRule, rulesAllow } from '#domain/policy-rule.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { ScopeRefusal } from '../kube/own-scope.ts'
import { createClock, silent, someone } from '../testing/session-kit.ts'
import { askVerbBits } from './capability-bits.ts'
import { createCapabilityService } from './capability-service.ts'
import { buildCatalogue, capabilityVerbs, packBits, toCapabilities, unpackBits } from './catalogue.ts'
import { everywhere } from './held-rules.ts'
import type { AccessReviewer } from './review-access.ts'
import { ruleBits } from './rule-bits.ts'

function resource(group: string, name: string, verbs: readonly string[] = capabilityVerbs, subresources: string[] = []): ServedResource {
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
    subresources,
  }
}
const served = [
  resource('', 'pods', capabilityVerbs, ['attach', 'exec', 'log', 'status']),
  resource('a.test', 'ones', capabilityVerbs, ['log', 'scale']),
  resource('a.test', 'twos'),
  resource('b.test', 'threes', ['get', 'list']),
  resource('authentication.k8s.io', 'tokenreviews', ['create']),
]
const catalogue = buildCatalogue(served)
/** All that single questions are put about, with the verbs that are served. */
const singles = [
  ...served.slice(0, 4).map(({ group, resource: plural, verbs }) => ({ group, resource: plural, subresource: '', verbs })),
  { group: '', resource: 'pods', subresource: 'exec', verbs: ['get', 'create'] },
  { group: '', resource: 'pods', subresource: 'log', verbs: ['get'] },
  { group: 'a.test', resource: 'ones', subresource: 'scale', verbs: ['get', 'update', 'patch'] },
]
const keyOf = ({ group, resource: plural, subresource }: (typeof singles)[number]): string =>
  `${resourceKey({ group, resource: plural })}${subresource && `/${subresource}`}`

/** RBAC as far as these questions go. */
type Rule = { verb: string; group: string; resource: string }
const allows =
  (rules: readonly Rule[]) =>
  ({ subresource = '', ...question }: Rule & { subresource?: string | undefined }) =>
    rules.some(rule => {
      const of = { ...question, resource: question.resource + (subresource && `/${subresource}`) }
      return (['verb', 'group', 'resource'] as const).every(field => rule[field] === '*' || rule[field] === of[field])
    })

describe('capabilities', () => {
  test('are about custom resources and the built-in ones that can be listed, and the subresources that pages act by', () => {
    expect(catalogue.entries.map(({ key }) => key)).toEqual([
      ...['ones.a.test', 'ones.a.test/scale', 'pods', 'pods/exec', 'pods/log', 'threes.b.test', 'twos.a.test'],
    ])
  })

  test('agree with asking every single question, whatever the rights', async () => {
    const rule = fc.record({
      verb: fc.constantFrom('*', ...capabilityVerbs),
      group: fc.constantFrom('*', '', 'a.test', 'b.test'),
      resource: fc.constantFrom('*', 'pods', 'pods/log', 'pods/exec', 'ones', 'ones/scale', 'twos', 'threes'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 6 }), async rules => {
        const allowed = allows(rules)
        const held = toCapabilities(await askVerbBits(catalogue.entries, async question => allowed(question)))
        for (const { verbs, ...what } of singles) expect(held[keyOf({ verbs, ...what })] ?? []).toEqual(verbs.filter(verb => allowed({ verb, ...what })))
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
      fc.property(fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 7, maxLength: 7 }), bits => {
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

test('rules allow what each of them allows by itself, as RBAC reads them', () => {
  const texts = (...some: string[]) => fc.uniqueArray(fc.constantFrom(...some), { maxLength: 3 })
  const rule = fc.record({
    verbs: texts('*', ...capabilityVerbs),
    apiGroups: texts('*', '', 'a.test', 'b.test'),
    resources: texts('*', 'pods', 'pods/log', 'ones', 'ones/scale', 'twos', '*/scale', '*/exec', 'threes'),
    resourceNames: fc.constantFrom<string[]>([], [], ['one-of-them']),
  })
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 5 }), rules => {
      const held = toCapabilities(ruleBits(catalogue.entries, rules))
      for (const { verbs, ...what } of singles)
        expect(held[keyOf({ verbs, ...what })] ?? []).toEqual(verbs.filter(verb => rulesAllow(rules, { verb, ...what })))
    }),
    { numRuns: 500 },
  )
})

describe('capabilities in a session', () => {
  const nothing: ScopeRefusal = () => null
  function setUp(rules: readonly Rule[]) {
    const state = {
      served,
      asked: [] as AccessQuestion[],
      ruleQuestions: [] as string[],
      isDown: false,
      refusal: nothing,
      refusalNow: null as ScopeRefusal | null,
      rules: null as readonly PolicyRule[] | null,
      rulesIn: (_namespace: string): readonly PolicyRule[] | null => state.rules,
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
        heldRules: async (_, namespace) => {
          if (namespace !== everywhere) state.ruleQuestions.push(namespace)
          return state.rulesIn(namespace)
        },
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
    expect((await service.unpack(someone, packed)).capabilities).toEqual(held)
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

  test('in namespaces are those of the rules held there, asked once for all who look at a time', async () => {
    const { state, service } = setUp([])
    const inShop = [{ verbs: ['get', 'list'], apiGroups: ['a.test'], resources: ['ones'] }]
    state.rulesIn = namespace => (namespace === 'shop' ? inShop : [])
    const caller = { identity: someone, id: 's-1' }
    const [first, second] = await Promise.all([service.inNamespaces(caller, ['shop', 'other']), service.inNamespaces(caller, ['shop'])])
    expect([...first]).toEqual([
      ['shop', { 'ones.a.test': ['get', 'list'] }],
      ['other', {}],
    ])
    expect(second.get('shop')).toEqual(first.get('shop'))
    expect(state.ruleQuestions).toEqual(['shop', 'other'])
    state.refusal = () => ({ code: 'BEYOND_LATCHKEY', reason: 'not given' })
    expect((await service.inNamespaces(caller, ['shop'])).get('shop'), 'and nothing that Latchkey may not do').toEqual({})
  })

  test('in namespaces are asked by single questions where an authorizer cannot list its own', async () => {
    const { state, service } = setUp(rules)
    expect((await service.inNamespaces({ identity: someone, id: 's-1' }, ['shop'])).get('shop')).toEqual(held)
    expect(new Set(state.asked.map(({ namespace }) => namespace))).toEqual(new Set(['shop']))
  })

  test('question by question no more than fifty namespaces are asked for, and the others are not told of', async () => {
    const { state, service } = setUp(rules)
    const many = Array.from({ length: 200 }, (_, index) => `team-${index}`)
    const caller = { identity: someone, id: 's-1' }
    expect([...(await service.inNamespaces(caller, many)).keys()]).toEqual(many.slice(0, 50))
    state.rules = [{ verbs: ['list'], apiGroups: ['a.test'], resources: ['*'] }]
    const told = await service.inNamespaces(caller, many)
    expect(told.size, 'by their rules all are').toBe(200)
    expect(told.get('team-199'), 'and namespaces where the same is held share it').toBe(told.get('team-150'))
  })

  test('a cluster that does not answer is not asked for each of many namespaces', async () => {
    const { state, service } = setUp(rules)
    state.isDown = true
    const many = Array.from({ length: 200 }, (_, index) => `team-${index}`)
    await expect(service.inNamespaces({ identity: someone, id: 's-1' }, many)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(state.ruleQuestions.length).toBeLessThan(20)
  })

  test('in namespaces that could not be asked for are asked anew', async () => {
    const { state, service } = setUp(rules)
    const ask = () => service.inNamespaces({ identity: someone, id: 's-1' }, ['shop'])
    state.isDown = true
    await expect(ask()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    state.isDown = false
    expect((await ask()).get('shop')).toEqual(held)
  })

  test('never hold what Latchkey may not do, and do so once it may, in a session that began before', async () => {
    const { state, service } = setUp(rules)
    state.refusal = ({ name }, { resource: asked }) => (asked === 'twos' && name === someone.name ? { code: 'BEYOND_LATCHKEY', reason: 'not given' } : null)
    const { capabilities, packed } = await service.capabilitiesOf(someone)
    expect(capabilities).toEqual({ 'ones.a.test': ['list'] })
    expect((await service.unpack(someone, packed)).capabilities).toEqual({ 'ones.a.test': ['list'] })
    const viewer = { ...someone, name: 'system:serviceaccount:shop:viewer' }
    expect((await service.unpack(viewer, packed)).capabilities, 'ServiceAccounts have rules of their own').toEqual(held)
    state.refusal = () => null
    expect((await service.unpack(someone, packed)).capabilities).toEqual(held)
  })

  test('hold a subresource only where Latchkey may do that: installed read-only, it runs nothing in a pod', async () => {
    const { state, service } = setUp([{ verb: '*', group: '', resource: '*' }])
    state.refusal = (_, { subresource }) => (subresource === 'exec' ? { code: 'BEYOND_LATCHKEY', reason: 'read-only' } : null)
    const { capabilities } = await service.capabilitiesOf(someone)
    expect(capabilities).toEqual({ pods: [...capabilityVerbs], 'pods/log': ['get'] })
  })

  test('what is being taken up is looked at anew: another replica may have done it', async () => {
    const { state, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    state.refusal = (_, { resource: asked }) => (asked === 'twos' ? { code: 'TAKING_UP', reason: 'it is new' } : null)
    expect((await service.unpack(someone, packed)).capabilities, 'nobody has').toEqual({ 'ones.a.test': ['list'] })
    state.refusalNow = nothing
    expect((await service.unpack(someone, packed)).capabilities).toEqual(held)
    expect((await service.capabilitiesOf(someone)).capabilities).toEqual(held)
  })

  test('a CRD that came since is there at once, and not waited for where the cluster takes long to tell of it', async () => {
    const { state, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    const told = Promise.withResolvers<void>()
    state.telling = told.promise
    state.served = [...served, resource('a.test', 'fours')]
    expect((await service.unpack(someone, packed)).capabilities).toEqual(held)
    const asked = service.unpack(someone, packed)
    told.resolve()
    expect((await asked).capabilities).toEqual({ ...held, 'fours.a.test': ['list'] })
  })

  test('a CRD that came since is asked about once, and nothing else is', async () => {
    const { state, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    state.served = [...served, resource('a.test', 'fours')]
    state.asked.length = 0
    for (let i = 0; i < 5; i += 1) expect((await service.unpack(someone, packed)).capabilities).toEqual({ ...held, 'fours.a.test': ['list'] })
    expect(new Set(state.asked.map(question => question.resource))).toEqual(new Set(['*', 'fours']))
    expect(state.asked.filter(question => question.verb === '*' && question.group === '*')).toHaveLength(1)
  })

  test('the tag of the kinds is another once a CRD came, Latchkey acts on it, is served otherwise, and is gone', async () => {
    const { state, make, service } = setUp(rules)
    const { packed } = await service.capabilitiesOf(someone)
    const tag = async (): Promise<string> => {
      const { kindsTag } = await service.unpack(someone, packed)
      expect(await service.kindsTag(someone), 'with a session as without').toBe(kindsTag)
      return kindsTag
    }
    const first = await tag()
    expect(first).toMatch(/^[\w-]{16}\.0$/)
    state.served = [...served].reverse()
    expect(await tag(), 'in whatever order they are told').toBe(first)
    const came = resource('a.test', 'fours')
    state.served = [...served, came]
    state.refusal = (_, { resource: asked }) => (asked === 'fours' ? { code: 'TAKING_UP', reason: 'it is new' } : null)
    const seen = new Set([first, await tag()])
    state.refusal = nothing
    seen.add(await tag())
    state.served = [...served, { ...came, version: 'v2' }]
    seen.add(await tag())
    state.served = [...served, { ...came, shortNames: ['fo'] }]
    seen.add(await tag())
    expect(seen.size).toBe(5)
    state.served = served
    expect(await tag()).toBe(first)
    const down = make()
    state.telling = Promise.reject(new AppError('CLUSTER_UNREACHABLE'))
    expect(await down.kindsTag(someone), 'and none where the cluster does not answer').toBe('')
  })

  test('those of a catalogue that this replica never saw are asked for anew', async () => {
    const { make } = setUp(rules)
    expect((await make().unpack(someone, { catalogue: 'unknown', bits: '____' })).capabilities).toEqual(held)
  })

  test('are none, and no failure, where the cluster does not answer', async () => {
    const { state, make } = setUp(rules)
    state.isDown = true
    expect((await make().unpack(someone, { catalogue: 'unknown', bits: '' })).capabilities).toEqual({})
  })
})
