import { describe, expect, test } from 'vitest'
import type { AccessQuestion } from '#contract/access.ts'
import { requestedByHeader, sessionHeader } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'
import { createLogger } from '../logger.ts'
import { exchange } from '../login/exchange.ts'
import type { RequestContext, Session } from '../services.ts'
import { mountTag } from '../session/cookie-scope.ts'
import { proofName } from '../session/page-proof.ts'
import { readSession } from '../session/read-session.ts'
import { cookieHeaderOf, httpPair, setCookiesOf } from '../testing/http-pair.ts'
import { createReplica, signFor, silent, someone } from '../testing/session-kit.ts'
import { createViewRights } from './view-rights.ts'
import { createViewRoute } from './view-route.ts'

const replica = await createReplica()
const { proofs } = replica
const packed = { catalogue: 'c', bits: 'view' }
const bob = { name: 'bob', uid: '', groups: ['team-a', 'system:authenticated'], extra: {} }

/** A browser of someone's; `may` decides whom they may impersonate. */
async function openBrowser({ mode = 'constrained' as const } = {}) {
  const world = { may: (_question: AccessQuestion) => true, remembered: false, isDown: false, isReady: true, asked: [] as AccessQuestion[] }
  const rights = createViewRights(
    {
      async reviewFresh(identity, questions, atMostMs) {
        if (world.remembered && atMostMs > 0) return questions.map(() => ({ allowed: true, reason: '' }))
        if (world.isDown) throw new AppError('CLUSTER_UNREACHABLE')
        world.asked.push(...questions)
        return questions.map(question =>
          world.may(question) ? { allowed: true, reason: '' } : { allowed: false, reason: `${identity.name} may not impersonate ${question.name}` },
        )
      },
    },
    async () => world.isReady,
  )
  const lines: Record<string, unknown>[] = []
  const logger = createLogger({ write: line => void lines.push(JSON.parse(line)) })
  const { token, id, expiresAtMs } = await signFor(replica)
  const { request, response } = httpPair()
  await replica.cookie.write(request, response, '', token, expiresAtMs)
  const tab = { cookie: cookieHeaderOf(response) }

  const read = (proof: string | null = null) => {
    const deps = { ...replica, viewRights: rights, allowSharedOrigin: true, unpackCapabilities: async () => ({ capabilities: {}, kindsTag: '' }) }
    return readSession(httpPair({ headers: { cookie: tab.cookie } }).request, { tag: mountTag(''), isSharedOrigin: false, proof }, deps)
  }
  const session = async (proof?: string): Promise<Session> => {
    const result = await read(proof)
    if (result.error) throw result.error
    return result.session
  }
  const route = createViewRoute({ ...replica, logger, rights, impersonationMode: async () => mode, capabilitiesOf: async () => ({ packed }) })
  async function send(method: 'POST' | 'DELETE', body?: unknown, more: Record<string, string> = {}) {
    const sessionResult = await read()
    const text = body === undefined ? '' : JSON.stringify(body)
    const proof = sessionResult.session ? proofs.of(proofName(sessionResult.session), '') : 'none'
    const headers = { cookie: tab.cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', [requestedByHeader]: proof, ...more }
    const pair = httpPair({ method, url: '/api/v1/view', headers: { ...headers, 'content-length': String(text.length) } })
    pair.request.push(text)
    pair.request.push(null)
    let answered = ''
    pair.response.end = ((chunk?: string) => {
      answered = chunk ?? ''
      return pair.response
    }) as typeof pair.response.end
    const services = { verifyPageProof: (of: Session, given: string) => proofs.verify(proofName(of), given) }
    await route(pair.request, pair.response, { requestId: 'r', prefix: '', sessionResult, services } as unknown as RequestContext)
    if (setCookiesOf(pair.response).length > 0) tab.cookie = cookieHeaderOf(pair.response)
    return { status: pair.response.statusCode, body: answered === '' ? null : (JSON.parse(answered) as unknown) }
  }
  return { world, lines, tab, id, read, session, send, token }
}

describe('a view', () => {
  test('acts as whom the user may impersonate, asks for each part of it, and goes back', async () => {
    const { world, lines, session, send, id } = await openBrowser()
    expect(await send('POST', { user: 'bob', groups: ['team-a'] })).toEqual({ status: 200, body: { user: 'bob', groups: ['team-a', 'system:authenticated'] } })
    expect(world.asked).toEqual([
      { verb: 'impersonate', group: '', resource: 'users', name: 'bob' },
      { verb: 'impersonate', group: '', resource: 'groups', name: 'team-a' },
    ])
    expect(await session()).toMatchObject({ id, identity: bob, viewer: someone, endedView: null })
    expect(lines).toEqual([expect.objectContaining({ event: 'view-begun', user: 'editor', viewedAs: 'bob', viewedGroups: bob.groups })])
    expect((await send('DELETE')).status).toBe(204)
    expect(await session()).toMatchObject({ id, identity: someone, viewer: null, endedView: null })
    expect(lines.at(-1)).toMatchObject({ event: 'view-ended', user: 'editor', as: 'bob', asGroups: bob.groups })
  })

  test('of a ServiceAccount has its own groups, asks for the account alone, and takes no others', async () => {
    const { world, session, send } = await openBrowser()
    await send('POST', { user: 'system:serviceaccount:shop:robot' })
    for (const question of world.asked)
      expect(question).toEqual({ verb: 'impersonate', group: '', resource: 'serviceaccounts', namespace: 'shop', name: 'robot' })
    expect((await session()).identity.groups).toEqual(['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'])
    expect(await send('POST', { user: 'system:serviceaccount:shop:robot', groups: ['team-a'] })).toMatchObject({ status: 400 })
  })

  test.each<[string, AccessQuestion['resource']]>([
    ['the user', 'users'],
    ['one of the groups', 'groups'],
  ])('is refused where %s may not be impersonated, with the reason', async (_, closed) => {
    const { world, session, send } = await openBrowser()
    world.may = ({ resource }) => resource !== closed
    const refused = await send('POST', { user: 'bob', groups: ['team-a'] })
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN', message: expect.stringContaining('editor may not impersonate') } } })
    expect((await session()).viewer).toBeNull()
  })

  test.each<[string, unknown, number]>([
    ['a component of Kubernetes', { user: 'system:kube-controller-manager' }, 403],
    ['the group that goes round RBAC', { user: 'bob', groups: ['system:masters'] }, 403],
    ['nobody', { user: '' }, 400],
    ['who is not authenticated', { user: 'bob', groups: ['system:unauthenticated'] }, 400],
    ['names longer than there is room for', { user: 'bob', groups: Array.from({ length: 5 }, (_, index) => String(index).repeat(500)) }, 400],
    ['more groups than there is room for', { user: 'bob', groups: Array.from({ length: 21 }, (_, index) => `g-${index}`) }, 400],
  ])('is not of %s, whatever the user may', async (_, body, status) => {
    const { session, send } = await openBrowser()
    expect((await send('POST', body)).status).toBe(status)
    expect((await session()).viewer).toBeNull()
  })

  test('ends with the right to it, and says so; not while the cluster cannot be asked', async () => {
    const { world, read, session, send } = await openBrowser()
    await send('POST', { user: 'bob' })
    world.isDown = true
    expect(await read()).toMatchObject({ session: null, error: { code: 'CLUSTER_UNREACHABLE' } })
    world.isDown = false
    world.may = () => false
    world.isReady = false
    expect(await read(), 'one that starts denies everything').toMatchObject({ session: null, error: { code: 'CLUSTER_UNREACHABLE' } })
    world.isReady = true
    expect(await session()).toMatchObject({ identity: someone, viewer: null, endedView: { user: 'bob', reason: 'editor may not impersonate bob' } })
  })

  test('has ended for a page that another replica made after its end, though this one remembers the right', async () => {
    const { world, read, session, send } = await openBrowser()
    await send('POST', { user: 'bob' })
    const within = proofs.of(proofName(await session()), '')
    world.may = () => false
    const after = proofs.of(proofName(await session()), '')
    world.remembered = true
    expect((await session()).identity.name).toBe('bob')
    expect((await session(within)).identity.name).toBe('bob')
    expect(await session(after)).toMatchObject({ identity: someone, viewer: null, endedView: { user: 'bob' } })
    // A page from before the view shows the same; it is in it, while the right lasts.
    world.may = () => true
    expect((await read(after)).session?.identity.name).toBe('bob')
  })

  test('of whom one came to from another view is asked for as oneself', async () => {
    const { world, session, send } = await openBrowser()
    await send('POST', { user: 'bob' })
    world.may = ({ name }) => name !== 'eve'
    expect((await send('POST', { user: 'eve' })).body).toMatchObject({ error: { message: 'editor may not impersonate eve' } })
    expect((await send('POST', { user: 'ann' })).status).toBe(200)
    expect(await session()).toMatchObject({ identity: { name: 'ann' }, viewer: someone })
  })

  test('makes pages of its own: those from before and after do nothing in each other', async () => {
    const { session, send } = await openBrowser()
    const before = proofs.of(proofName(await session()), '')
    await send('POST', { user: 'bob' })
    expect(await send('DELETE', undefined, { [requestedByHeader]: before })).toMatchObject({ status: 401, body: { error: { code: 'SESSION_CHANGED' } } })
    const within = proofs.of(proofName(await session()), '')
    await send('POST', { user: 'ann' })
    expect((await send('DELETE', undefined, { [requestedByHeader]: within })).status).toBe(401)
    expect((await session()).identity.name).toBe('ann')
  })

  test('begins one at a time, and is refused to the same user meanwhile', async () => {
    const { send } = await openBrowser()
    const answers = await Promise.all(['bob', 'ann'].map(user => send('POST', { user })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429])
  })

  test('needs a page of ours, and a browser', async () => {
    const { send, session, token } = await openBrowser()
    expect((await send('POST', { user: 'bob' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    for (const method of ['POST', 'DELETE'] as const)
      expect((await send(method, method === 'POST' ? { user: 'bob' } : undefined, { [sessionHeader]: token })).body).toMatchObject({
        error: { code: 'BAD_REQUEST' },
      })
    expect((await session()).viewer).toBeNull()
  })

  test('ends with the sign-out of who views, and not with that of whom they view as', async () => {
    const { read, send } = await openBrowser()
    await send('POST', { user: 'bob' })
    await replica.revocations.revokeUser('bob')
    expect((await read()).session?.identity.name).toBe('bob')
    await replica.revocations.revokeUser('editor')
    expect(await read()).toMatchObject({ session: null, error: { code: 'SESSION_REVOKED' } })
    // The sign-outs are of the whole file's replica.
    replica.clock.advance(10_000)
  })

  test('stays when its session is renewed, and not in another session', async () => {
    const { tab, id, session, send } = await openBrowser()
    await send('POST', { user: 'bob' })
    for (const [next, name] of [
      [id, 'bob'],
      [undefined, 'editor'],
    ] as const) {
      const { token } = await signFor(replica, someone, { id: next })
      const text = await replica.wrapped.wrap(token, undefined, 'link')
      const pair = httpPair({ headers: { cookie: tab.cookie } })
      const deps = { ...replica, logger: silent, claims: { claim: async () => true, sweep: async () => undefined }, allowSharedOrigin: true }
      await exchange(deps, pair.request, pair.response, { prefix: '', requestId: 'r', isSharedOrigin: false } as RequestContext, { text, verifier: undefined })
      tab.cookie = cookieHeaderOf(pair.response)
      expect((await session()).identity.name).toBe(name)
    }
  })
})
