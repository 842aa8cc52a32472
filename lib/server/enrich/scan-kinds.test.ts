import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { serve, startEnrichment } from '../testing/enrich-kit.ts'
import { scanKinds } from './scan-kinds.ts'

const kinds = Array.from({ length: 20 }, (_, index) => serve('example.dev', `Kind${index}`))
const objects = kinds.map(({ kind }) => ({ apiVersion: 'example.dev/v1', kind, metadata: { name: 'x', namespace: 'shop' } }))
const scopes = kinds.map(resource => ({ resource, namespaces: null }))

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())
async function start(onScan?: () => Promise<void>) {
  const started = await startEnrichment({ resources: kinds, objects: [...objects, ...objects, ...objects], ...(onScan ? { onScan } : {}) })
  close = started.close
  return started
}

test('eight kinds at a time are looked through', async () => {
  let [running, most] = [0, 0]
  const { makeContext } = await start(async () => {
    running += 1
    most = Math.max(most, running)
    await delay(5)
    running -= 1
  })
  let seen = 0
  const outcome = await scanKinds(makeContext(), scopes, { perKind: 10, timeMs: 5_000 }, () => {
    seen += 1
  })
  expect([most, seen, outcome]).toEqual([8, 60, { searched: 20, notSearched: [] }])
})

test('a kind with too many is cut, and said to be', async () => {
  const { makeContext } = await start()
  let seen = 0
  const outcome = await scanKinds(makeContext(), scopes.slice(0, 1), { perKind: 2, timeMs: 5_000 }, () => {
    seen += 1
  })
  expect(seen).toBe(2)
  expect(outcome).toMatchObject({ searched: 0, notSearched: [{ code: 'QUERY_TOO_LARGE', reason: 'Only the first 2 objects were looked at.' }] })
})

test('what is not done in time is not looked through, and said not to be', async () => {
  const { makeContext } = await start(() => delay(60))
  const outcome = await scanKinds(makeContext(), scopes, { perKind: 10, timeMs: 30 }, () => undefined)
  expect(outcome.searched).toBe(0)
  expect(new Set(outcome.notSearched.map(({ code, reason }) => `${code} ${reason}`))).toEqual(new Set(['TIMEOUT Not looked through within 0.03 s.']))
})

test('an operation that has ended looks no further', async () => {
  const { makeContext, aborter, asked } = await start(() => delay(10))
  setTimeout(() => aborter.abort(), 5)
  await scanKinds(makeContext(), scopes, { perKind: 10, timeMs: 5_000 }, () => undefined)
  expect(asked.scans.length).toBeLessThanOrEqual(8)
})
