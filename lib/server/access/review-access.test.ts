import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { identityKey } from '../identity-key.ts'
import type { OwnClient, OwnRequest } from '../kube/own-client.ts'
import type { ScopeRefusal } from '../kube/own-scope.ts'
import { createClock, someone } from '../testing/session-kit.ts'
import { denialText } from './denial-text.ts'
import { createAccessReviewer } from './review-access.ts'

const question = { verb: 'delete', group: 'networking.istio.io', resource: 'virtualservices', namespace: 'payments' }

function setUp(answer: (request: OwnRequest) => unknown, refusal: ScopeRefusal = () => null, fresh: ScopeRefusal = refusal) {
  const clock = createClock()
  const sent: unknown[] = []
  const client: OwnClient = {
    json: async request => {
      sent.push((request.body as { spec: unknown }).spec)
      return { status: await answer(request) }
    },
    watch: async () => undefined,
  }
  return { clock, sent, reviewer: createAccessReviewer(client, { refusals: async atMostMs => (atMostMs === undefined ? refusal : fresh) }, clock.now) }
}

describe('access reviews', () => {
  test('put the whole identity and the whole question', async () => {
    const { sent, reviewer } = setUp(() => ({ allowed: true, reason: 'RBAC: allowed' }))
    expect(await reviewer.review(someone, [{ ...question, subresource: 'status', name: 'reviews' }])).toEqual([{ allowed: true, reason: 'RBAC: allowed' }])
    expect(sent).toEqual([
      {
        user: someone.name,
        uid: someone.uid,
        groups: someone.groups,
        extra: someone.extra,
        resourceAttributes: { ...question, version: '*', subresource: 'status', name: 'reviews' },
      },
    ])
  })

  test('a no always has a reason', async () => {
    const { reviewer } = setUp(() => ({ allowed: false }))
    expect(await reviewer.review(someone, [question])).toEqual([
      { allowed: false, reason: 'editor may not delete virtualservices.networking.istio.io in namespace payments' },
    ])
  })

  test.each([
    [{ ...question, namespace: undefined, group: '', resource: 'pods' }, '', 'eve may not delete pods cluster-wide'],
    [
      { ...question, subresource: 'status', name: 'a' },
      'quota',
      "eve may not delete status of virtualservices.networking.istio.io 'a' in namespace payments: quota",
    ],
  ])('the reason names everything that was asked', (asked, why, text) => {
    const { namespace, ...rest } = asked
    expect(denialText('eve', namespace === undefined ? rest : { ...rest, namespace }, why)).toBe(text)
  })

  test('what the cluster allows and Latchkey may not do is a no of another kind; what the cluster denies stays one', async () => {
    const beyond: ScopeRefusal = (_, { verb }) => (verb === 'list' ? null : { code: 'BEYOND_LATCHKEY', reason: 'Latchkey was not given that' })
    const { reviewer } = setUp(({ body }) => ({ allowed: (body as { spec: { user: string } }).spec.user === someone.name }), beyond)
    const questions = [question, { ...question, verb: 'list' }]
    expect(await reviewer.review(someone, questions)).toEqual([
      { allowed: false, reason: 'Latchkey was not given that', code: 'BEYOND_LATCHKEY' },
      { allowed: true, reason: '' },
    ])
    expect((await reviewer.review({ ...someone, name: 'eve' }, questions)).map(({ code }) => code)).toEqual([undefined, undefined])
    expect((await reviewer.ask(someone, question)).allowed, 'what the cluster alone says').toBe(true)
  })

  test('what Latchkey was just taking up is looked at anew before it is refused', async () => {
    const takingUp: ScopeRefusal = () => ({ code: 'TAKING_UP', reason: 'new' })
    const allowed = () => ({ allowed: true })
    expect(await setUp(allowed, takingUp, () => null).reviewer.review(someone, [question])).toEqual([{ allowed: true, reason: '' }])
    expect(await setUp(allowed, takingUp).reviewer.review(someone, [question])).toEqual([{ allowed: false, code: 'TAKING_UP', reason: 'new' }])
  })

  test('answers are remembered for ten seconds, and asked for once at a time', async () => {
    const { clock, sent, reviewer } = setUp(() => ({ allowed: true }))
    await Promise.all([reviewer.review(someone, [question, question]), reviewer.review(someone, [question])])
    expect(sent).toHaveLength(1)
    clock.advance(9_000)
    await reviewer.review(someone, [question])
    expect(sent).toHaveLength(1)
    clock.advance(2_000)
    await reviewer.review(someone, [question])
    expect(sent).toHaveLength(2)
  })

  test('an identity that differs in anything is someone else', async () => {
    const { sent, reviewer } = setUp(() => ({ allowed: true }))
    const others = [someone, { ...someone, uid: 'x' }, { ...someone, groups: someone.groups.slice(1) }, { ...someone, extra: {} }, { ...someone, name: 'x' }]
    for (const identity of others) await reviewer.review(identity, [question])
    expect(sent).toHaveLength(others.length)
  })

  test('an identity of thousands of groups is remembered by a few bytes', () => {
    const groups = Array.from({ length: 5_000 }, (_, index) => `group-${index}`)
    expect(identityKey({ ...someone, groups })).toHaveLength(43)
  })

  test('what could not be asked is a no with the reason, and not remembered', async () => {
    let isDown = true
    const { reviewer } = setUp(() => {
      if (isDown) throw new AppError('CLUSTER_UNREACHABLE')
      return { allowed: true }
    })
    expect(await reviewer.review(someone, [question])).toEqual([{ allowed: false, reason: 'Could not ask the cluster: The kube-apiserver does not answer.' }])
    isDown = false
    expect((await reviewer.review(someone, [question]))[0]?.allowed).toBe(true)
  })

  test('answers come in the order of the questions, sixteen asked at a time', async () => {
    let running = 0
    let most = 0
    const { reviewer } = setUp(async request => {
      running += 1
      most = Math.max(most, running)
      await new Promise(resolve => setImmediate(resolve))
      running -= 1
      const { spec } = request.body as { spec: { resourceAttributes: { name: string } } }
      return { allowed: Number(spec.resourceAttributes.name) % 2 === 0 }
    })
    const answers = await reviewer.review(
      someone,
      Array.from({ length: 100 }, (_, index) => ({ ...question, name: String(index) })),
    )
    expect(answers.map(({ allowed }) => allowed)).toEqual(Array.from({ length: 100 }, (_, index) => index % 2 === 0))
    expect(most).toBe(16)
  })

  test('the questions of one identity do not keep another one waiting', async () => {
    const held: (() => void)[] = []
    const { sent, reviewer } = setUp(async () => {
      await new Promise<void>(resolve => held.push(resolve))
      return { allowed: true }
    })
    const named = (count: number) => Array.from({ length: count }, (_, index) => ({ ...question, name: String(index) }))
    const flood = reviewer.review(someone, named(200))
    let isAnswered = false
    const other = reviewer.review({ ...someone, name: 'eve' }, [question]).then(() => {
      isAnswered = true
    })
    while (!isAnswered) {
      held.shift()?.()
      await new Promise(resolve => setImmediate(resolve))
    }
    await other
    expect(sent.length).toBeLessThan(60)
    while (held.length > 0) {
      held.shift()?.()
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(await flood).toHaveLength(200)
  })

  test('an identity with thousands of waiting questions is told that no more can be asked; one long call is no such', async () => {
    const { reviewer } = setUp(() => ({ allowed: true }))
    const named = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ ...question, name: String(from + index) }))
    expect((await reviewer.review(someone, named(0, 5_000))).every(({ allowed }) => allowed)).toBe(true)
    const calls = Array.from({ length: 40 }, (_, index) => reviewer.review(someone, named(10_000 + index * 64, 64)))
    await expect(reviewer.reviewFresh(someone, named(50_000, 1), 1_000)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    const answers = (await Promise.all(calls)).flat()
    expect(answers.filter(({ allowed }) => !allowed)).toHaveLength(40 * 64 - 2_016)
    expect(answers.at(-1)).toEqual({ allowed: false, reason: 'Could not ask the cluster: Too many requests. Try again in a moment.' })
  })
})
