import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type ObjectWatchBatch, objectNowOperation } from '#contract/operations/object.ts'
import type { LiveState } from '#domain/live-state.ts'
import { nextEvent, refusalEvents as refusal, refused, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts'

// How long the pauses are is tested where they are made.
vi.mock('#domain/watch-retry.ts', () => ({ retryDelayMs: () => 20 }))

let server: ScriptedServer
let followObject: typeof import('./follow-object.ts').followObject

beforeEach(async () => {
  vi.resetModules()
  ;({ followObject } = await import('./follow-object.ts'))
  server = await startScriptedServer()
})
afterEach(() => server.close())

const version = (resourceVersion: string, uid = 'u1'): KubeObject => ({
  apiVersion: 'a.io/v1',
  kind: 'Thing',
  metadata: { name: 'a', namespace: 's', uid, resourceVersion },
})
const next = (batch: Partial<ObjectWatchBatch>): string => nextEvent({ data: { watch: { type: 'DELTA', isComplete: true, token: '', changes: [], ...batch } } })
const changed = (object: KubeObject, token = ''): string => next({ token, changes: [{ object: { _raw: object } }] })
const deleted = (token: string): string => next({ token, changes: [{ object: null }] })
const now = (object: KubeObject): unknown => ({ data: { object: { _raw: object } } })
const timesAsked = (): number => server.asked.filter(({ id }) => id === objectNowOperation.id).length

/** `told`: the versions shown, and `gone`. */
type Followed = { told: string[]; states: LiveState[] }
let followed: Followed
/** Until so much was told: whatever a script writes next comes after that. */
const untilTold = (count: number): Promise<boolean> => vi.waitUntil(() => followed.told.length >= count, { timeout: 4_000, interval: 5 })

/** Follows version 5 until that stops by itself. */
async function follow(): Promise<Followed> {
  followed = { told: [], states: [] }
  await followObject(
    {
      target: { resource: { group: 'a.io', version: 'v1', resource: 'things' }, namespace: 's', name: 'a' },
      object: version('5'),
      onObject: ({ metadata }) => followed.told.push(`${metadata.uid}@${metadata.resourceVersion}`),
      onGone: () => followed.told.push('gone'),
      onState: state => followed.states.push(state),
    },
    new AbortController().signal,
  )
  return followed
}

it('goes on after a break from the last token, from the version that is shown at first', async () => {
  server.scripts = [
    async response => {
      response.write(changed(version('7'), 't7'))
      await untilTold(1)
      response.destroy()
    },
    response => response.end(refusal('FORBIDDEN')),
  ]
  const { told, states } = await follow()
  expect(told).toEqual(['u1@7'])
  expect(server.tokens()).toEqual(['5', 't7'])
  expect(server.asked[0]?.variables).toMatchObject({ resource: { resource: 'things' }, namespace: 's', fieldSelector: 'metadata.name=a' })
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'stopped'])
  expect(states.at(-1)).toMatchObject({ reason: 'you may not watch this' })
})

it('tells once that the object is gone, and shows the one that comes after it', async () => {
  server.answer = () => refused('NOT_FOUND')
  server.scripts = [
    async response => {
      response.write(deleted('t6'))
      await untilTold(1)
      response.write(deleted('t6') + next({ type: 'SNAPSHOT' }))
      // Time to ask again, which it should not.
      setTimeout(() => response.end(changed(version('8', 'u2')) + refusal('SESSION_EXPIRED')), 300)
    },
  ]
  const { told, states } = await follow()
  expect(told).toEqual(['gone', 'u2@8'])
  expect(timesAsked()).toBe(1)
  expect(states.at(-1)).toMatchObject({ kind: 'stopped', reason: 'the session has ended' })
})

it('tells that it is gone where a snapshot is without it, once that is complete', async () => {
  server.answer = () => refused('NOT_FOUND')
  const part = next({ type: 'SNAPSHOT', isComplete: false })
  let askedTooEarly = 0
  server.scripts = [
    async response => {
      response.write(part)
      await new Promise(resolve => setTimeout(resolve, 50))
      askedTooEarly = timesAsked()
      response.write(next({ type: 'SNAPSHOT' }))
      await untilTold(1)
      response.end(refusal('FORBIDDEN'))
    },
  ]
  const { told } = await follow()
  expect([told, askedTooEarly]).toEqual([['gone'], 0])
})

it('tells of no deletion where the object is but out of sight', async () => {
  server.answer = () => refused('FORBIDDEN')
  server.scripts = [response => response.write(deleted('t6'))]
  const { told, states } = await follow()
  expect(told).toEqual([])
  expect(states.at(-1)).toMatchObject({ kind: 'stopped', reason: 'you may not watch this' })
})

it('looks again where it could not be asked whether the object is gone', async () => {
  const answers = [refused('CLUSTER_UNREACHABLE'), now(version('9'))]
  server.answer = () => answers.shift()
  server.scripts = [response => response.write(deleted('t6')), response => response.end(refusal('FORBIDDEN'))]
  const { told, states } = await follow()
  expect(told).toEqual(['u1@9'])
  expect(states.map(({ kind }) => kind)).toEqual(['live', 'reconnecting', 'stopped'])
})

it('takes the word of what comes meanwhile over an answer that is late', async () => {
  const late = Promise.withResolvers<unknown>()
  server.answer = () => late.promise
  server.scripts = [
    response => {
      response.write(deleted('t6') + changed(version('8', 'u2')))
      setTimeout(() => late.resolve(refused('NOT_FOUND')), 50)
      setTimeout(() => response.end(refusal('FORBIDDEN')), 150)
    },
  ]
  expect((await follow()).told).toEqual(['u2@8'])
})

it('shows nothing older than what it shows', async () => {
  server.scripts = [response => response.end(changed(version('4')) + changed(version('10')) + changed(version('9')) + refusal('NOT_FOUND'))]
  const { told, states } = await follow()
  expect(told).toEqual(['u1@10'])
  expect(states.at(-1)).toMatchObject({ kind: 'stopped', reason: 'this resource is no longer served' })
})

it('reads anew where its token is too old', async () => {
  server.answer = () => now(version('20'))
  server.scripts = [response => response.end(refusal('GONE')), response => response.end(refusal('FORBIDDEN'))]
  const { told } = await follow()
  expect(told).toEqual(['u1@20'])
  expect(server.tokens()).toEqual(['5', null])
})
