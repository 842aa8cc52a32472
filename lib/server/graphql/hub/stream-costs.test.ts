import { describe, expect, test, vi } from 'vitest'
import { modified, query, setUp } from '../testing/hub-kit.ts'
import { batchOf, snapshotOf, thing } from '../testing/small-store.ts'

/** Enough for three or four streams of the query, and no more for long. */
const dear = { costBurst: 1_000, costPerSecond: 0.001 }
const settled = () => new Promise(resolve => setTimeout(resolve, 150))

describe('a stream', () => {
  test('is paid for each time, whatever token makes it a stream of its own', async () => {
    const { read, graphql } = await setUp({ limits: dear })
    await read({ from: 'made-up-0' })
    const more = Array.from({ length: 10 }, (_, at) => read({ from: `made-up-${at + 1}` }))
    const refused = (await Promise.allSettled(more)).filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(6)
    expect(String((refused[0] as PromiseRejectedResult).reason)).toContain('TOO_MANY_REQUESTS')
    // What was refused is not open.
    expect(graphql.figures().subscriptions).toBe(11 - refused.length)
  })

  test('that is there already costs nothing to come back to', async () => {
    const { read, stream, followed } = await setUp({ limits: dear })
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    source.send(batchOf([modified('a', 2)], { token: 't1' }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(2))
    for (let at = 0; at < 20; at += 1) (await read({ from: 't0' })).leave()
    expect(followed).toHaveLength(1)
  })

  test('where `resumeFrom` is not all that its variable says is not shared with one of another value', async () => {
    const { read, stream, followed } = await setUp()
    const text = 'subscription($from: String) { watch(resumeFrom: $from, search: $from) { token changes { key } } }'
    const first = await read({ text, from: 't0' })
    ;(await stream()).send(snapshotOf([thing('a', 1)], 't1'))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    await read({ text, from: 't1' })
    await vi.waitFor(() => expect(followed).toHaveLength(2))
  })
})

test('a slow reader who missed something, and cannot pay for a stream of their own, is told so at the end', async () => {
  const { read, stream } = await setUp({ limits: dear })
  const [slow, quick] = [await read(), await read()]
  const { promise, resolve } = Promise.withResolvers<void>()
  slow.slow.until = promise
  const source = await stream()
  // More than is kept for who comes late, then more than waits for one.
  source.send(snapshotOf([thing('a', 'x'.repeat(7 * 1024 * 1024))]))
  for (let at = 1; at <= 4; at += 1) source.send(batchOf([modified('a', `${at}${'x'.repeat(600 * 1024)}`)], { token: `t${at}` }))
  await vi.waitFor(() => expect(quick.texts).toHaveLength(5), 5_000)
  for (let at = 0, isRefused = false; !isRefused; at += 1) {
    expect(at).toBeLessThan(10)
    isRefused = await read({ from: `made-up-${at}` }).then(
      () => false,
      () => true,
    )
  }
  slow.slow.until = Promise.resolve()
  resolve()
  await slow.ended
  expect(slow.shown().slice(1)).toMatchObject([{ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] }])
}, 20_000)

describe('batches', () => {
  test('are taken while half of the purse is there, and then as it fills', async () => {
    let nowMs = 1_000
    const { read, stream } = await setUp({ limits: { costBurst: 1_000, costPerSecond: 100 }, now: () => nowMs })
    const reader = await read()
    const source = await stream()
    source.send(snapshotOf([]))
    const names = Array.from({ length: 400 }, (_, at) => `a${at}`)
    source.send(
      batchOf(
        names.map(name => ({ type: 'ADDED', object: thing(name, 1) })),
        { token: 't1' },
      ),
    )
    await vi.waitFor(() => expect(reader.texts).toHaveLength(2))
    source.send(batchOf([modified('a1', 2)], { token: 't2' }))
    await settled()
    expect([source.taken, reader.texts.length]).toEqual([2, 2])
    nowMs += 10_000
    await vi.waitFor(() => expect(reader.texts).toHaveLength(3), 3_000)
  })

  test('of few changes wait for nothing that a snapshot took, but for what is owed', async () => {
    let nowMs = 1_000
    const { read, stream } = await setUp({ limits: { costBurst: 1_000, costPerSecond: 100 }, now: () => nowMs })
    const reader = await read()
    const source = await stream()
    const many = Array.from({ length: 400 }, (_, at) => thing(`a${at}`, 1))
    source.send(snapshotOf(many, '', { isComplete: false }))
    await vi.waitFor(() => expect(reader.texts).toHaveLength(1))
    nowMs += 10_000
    source.send(snapshotOf(many, 't0', { isFirst: false }))
    for (let at = 1; at <= 10; at += 1) source.send(batchOf([modified('a1', at + 1)], { token: `t${at}` }))
    await vi.waitFor(() => expect(reader.texts).toHaveLength(12), 3_000)
    source.send(
      batchOf(
        Array.from({ length: 100 }, (_, at) => modified(`a${at}`, 'x')),
        { token: 't11' },
      ),
    )
    for (let at = 0; at < 12; at += 1)
      source.send(
        batchOf(
          Array.from({ length: 100 }, (_, index) => modified(`a${index}`, at)),
          { token: `t${12 + at}` },
        ),
      )
    await new Promise(resolve => setTimeout(resolve, 1_000))
    expect(reader.texts.length).toBeLessThan(25)
    nowMs += 60_000
    await vi.waitFor(() => expect(reader.texts).toHaveLength(25), 4_000)
  })

  test('of changes as they come are never held back by it: a hundred a second', async () => {
    const { read, stream } = await setUp({ limits: { costBurst: 1_000, costPerSecond: 300 } })
    const reader = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 0)]))
    await vi.waitFor(() => expect(reader.texts).toHaveLength(1))
    for (let at = 1; at <= 20; at += 1) source.send(batchOf([modified('a', at), modified('b', at), modified('c', at), modified('d', at)], { token: `t${at}` }))
    await vi.waitFor(() => expect(reader.texts).toHaveLength(21), 3_000)
  })

  test('that take too long end the stream with its limit', async () => {
    const { read, stream } = await setUp({ limits: { timeMs: 50 } })
    const reader = await read({ text: query.replace('spec', 'never') })
    ;(await stream()).send(snapshotOf([thing('a', 1)]))
    await reader.ended
    expect(reader.shown()).toMatchObject([{ errors: [{ extensions: { code: 'TIMEOUT', details: { limit: 'timeMs' } } }] }])
  })
})
