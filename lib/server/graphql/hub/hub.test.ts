import { describe, expect, test, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { sessionOf, someone } from '../../testing/session-kit.ts'
import { modified, query, setUp } from '../testing/hub-kit.ts'
import { batchOf, snapshotOf, thing } from '../testing/small-store.ts'

const settled = () => new Promise(resolve => setTimeout(resolve, 100))

describe('one stream', () => {
  test('is for all readers of the same, and each gets the same text', async () => {
    const { read, followed, stream, graphql } = await setUp()
    const readers = await Promise.all(Array.from({ length: 5 }, () => read()))
    ;(await stream()).send(snapshotOf([thing('a', 1)]))
    await vi.waitFor(() => expect(readers.map(({ texts }) => texts.length)).toEqual([1, 1, 1, 1, 1]))
    expect(new Set(readers.map(({ texts }) => texts[0])).size).toBe(1)
    expect(readers[0]?.shown()[0]?.data?.watch).toEqual({
      type: 'SNAPSHOT',
      isFirst: true,
      isComplete: true,
      token: 't0',
      changes: [{ type: 'ADDED', key: '/a', object: { name: 'a', spec: 1 } }],
    })
    expect(followed).toHaveLength(1)
    expect(graphql.figures()).toMatchObject({ streams: 1, subscriptions: 5 })
    for (const { leave } of readers) leave()
    await vi.waitFor(() => expect(followed[0]?.signal.aborted).toBe(true))
    await vi.waitFor(() => expect(graphql.figures()).toMatchObject({ streams: 0, subscriptions: 0 }))
  })

  test.each<[string, Parameters<Awaited<ReturnType<typeof setUp>>['read']>[0]]>([
    ['someone else', { as: sessionOf({ id: 'other', identity: { ...someone, name: 'viewer' } }) }],
    ['one with a group less', { as: sessionOf({ id: 'other', identity: { ...someone, groups: [] } }) }],
    ['another document', { text: query.replace('spec', 'version') }],
  ])('is not shared with %s', async (_, other) => {
    const { read, followed } = await setUp()
    await read()
    await read(other)
    await vi.waitFor(() => expect(followed).toHaveLength(2))
  })

  test('is shared by two sessions of one identity; when the first ends it goes on as the other, from where it was', async () => {
    const { read, followed, stream, revocations } = await setUp()
    const [first, second] = [await read({ as: sessionOf({ id: 'one' }) }), await read({ as: sessionOf({ id: 'two' }) })]
    ;(await stream()).send(snapshotOf([thing('a', 1)]))
    await vi.waitFor(() => expect(second.texts).toHaveLength(1))
    await revocations.revokeSession('one')
    first.leave()
    const next = await stream(1)
    expect([followed[0]?.session.id, followed[0]?.signal.aborted]).toEqual(['one', true])
    expect([next.session.id, next.resumeFrom]).toEqual(['two', 't0'])
    next.send(batchOf([modified('a', 2)], { token: 't1' }))
    await vi.waitFor(() => expect(second.changes()).toEqual([['ADDED /a'], ['MODIFIED /a']]))
    expect(first.texts).toHaveLength(1)
  })

  test('is paid for once', async () => {
    const { read, graphql } = await setUp({ limits: { costBurst: 350, costPerSecond: 1 } })
    await Promise.all(Array.from({ length: 21 }, () => read()))
    expect(graphql.figures()).toMatchObject({ streams: 1, subscriptions: 21 })
    await expect(read({ text: query.replace('spec', 'version') })).rejects.toThrow('TOO_MANY_REQUESTS')
  })

  test('ends with its error for all, and the next reader begins another', async () => {
    const { read, stream } = await setUp()
    const readers = [await read(), await read()]
    ;(await stream()).fail(new AppError('FORBIDDEN', 'things is forbidden'))
    await Promise.all(readers.map(({ ended }) => ended))
    for (const { shown } of readers)
      expect(shown()).toEqual([{ errors: [{ message: 'things is forbidden', extensions: { code: 'FORBIDDEN', requestId: 'r' } }] }])
    const another = await read()
    ;(await stream(1)).send(snapshotOf([]))
    await vi.waitFor(() => expect(another.texts).toHaveLength(1))
  })

  test('that breaks is INTERNAL and tells nothing', async () => {
    const { read, stream } = await setUp()
    const reader = await read()
    ;(await stream()).fail(new Error('postgres://user:password@host'))
    await reader.ended
    expect(reader.shown()[0]?.errors?.[0]?.extensions.code).toBe('INTERNAL')
    expect(reader.texts[0]).not.toContain('password')
  })
})

describe('what is shown', () => {
  test('is what changed of the selected fields', async () => {
    const { read, stream } = await setUp()
    const reader = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1), thing('b', 1)]))
    source.send(batchOf([modified('a', 1, '2'), modified('b', 2, '3')], { token: 't1' }))
    source.send(batchOf([modified('a', 1, '4')], { token: 't2' }))
    source.send(batchOf([modified('a', 5, '5'), { type: 'DELETED', object: thing('b', 2) }], { token: 't3' }))
    source.send(batchOf([{ type: 'ADDED', object: thing('b', 2) }], { token: 't4' }))
    await vi.waitFor(() => expect(reader.changes()).toEqual([['ADDED /a', 'ADDED /b'], ['MODIFIED /b'], ['MODIFIED /a', 'DELETED /b'], ['ADDED /b']]))
    expect(reader.shown().map(({ data }) => data?.watch.token)).toEqual(['t0', 't1', 't3', 't4'])
    expect(reader.shown()[2]?.data?.watch.changes[1]?.object).toBeNull()
  })

  test('is told by any alias, any fragment', async () => {
    const { read, stream } = await setUp()
    const text =
      'subscription { w: watch { ...b more: changes { what: type object { name } } } } fragment b on ThingBatch { changes { ... on ThingChange { type } id: key object { spec } } t: token }'
    const reader = await read({ text })
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    source.send(batchOf([modified('a', 1)], { token: 't1' }))
    source.send(batchOf([modified('a', { x: '$&' })], { token: 't2' }))
    await vi.waitFor(() => expect(reader.texts).toHaveLength(2))
    expect(reader.shown()[1]).toEqual({
      data: {
        w: { t: 't2', changes: [{ type: 'MODIFIED', id: '/a', object: { spec: { x: '$&' } } }], more: [{ what: 'MODIFIED', object: { name: 'a' } }] },
      },
    })
  })

  test('of a batch without changes is sent where access changed, and else after ten seconds, for its token', async () => {
    let nowMs = 1_000
    const { read, stream } = await setUp({ now: () => nowMs })
    const reader = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    source.send(batchOf([modified('a', 1)], { token: 't1' }))
    source.send(batchOf([], { token: 't2', denied: [{ namespace: 'n', code: 'FORBIDDEN', reason: 'no' }] }))
    await vi.waitFor(() => expect(reader.shown().map(({ data }) => data?.watch.token)).toEqual(['t0', 't2']))
    nowMs += 10_000
    source.send(batchOf([modified('a', 1)], { token: 't3', denied: [{ namespace: 'n', code: 'FORBIDDEN', reason: 'no' }] }))
    await vi.waitFor(() => expect(reader.shown().map(({ data }) => data?.watch.token)).toEqual(['t0', 't2', 't3']))
  })

  test('has the errors of the objects that are shown, at their places there', async () => {
    const { read, stream } = await setUp()
    const reader = await read({ text: 'subscription { watch { changes { key object { size } } } }' })
    const source = await stream()
    source.send(snapshotOf([thing('a', { size: 1 }), thing('b', { size: 1 })]))
    source.send(batchOf([modified('a', { size: 1 }), modified('b', { size: 'x' })], { token: 't1' }))
    await vi.waitFor(() => expect(reader.texts).toHaveLength(2))
    expect(reader.shown()[1]).toMatchObject({
      data: { watch: { changes: [{ key: '/b', object: { size: null } }] } },
      errors: [{ path: ['watch', 'changes', 0, 'object', 'size'], extensions: { code: 'INVALID' } }],
    })
    const late = await read({ text: 'subscription { watch { changes { key object { size } } } }' })
    await vi.waitFor(() => expect(late.shown()[0]).toMatchObject({ errors: [{ path: ['watch', 'changes', 1, 'object', 'size'] }] }))
  })
})

describe('who comes late', () => {
  test('is given all there is, as a snapshot, and then what all get', async () => {
    const { read, followed, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1), thing('b', 1)]))
    source.send(batchOf([modified('a', 2), { type: 'DELETED', object: thing('b', 1) }, { type: 'ADDED', object: thing('c', 1) }], { token: 't1' }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(2))
    const late = await read()
    await vi.waitFor(() => expect(late.texts).toHaveLength(1))
    const [snapshot] = late.shown()
    expect(snapshot?.data?.watch).toMatchObject({ type: 'SNAPSHOT', isFirst: true, isComplete: true, token: 't1' })
    expect(snapshot?.data?.watch.changes).toEqual([
      { type: 'ADDED', key: '/a', object: { name: 'a', spec: 2 } },
      { type: 'ADDED', key: '/c', object: { name: 'c', spec: 1 } },
    ])
    source.send(batchOf([modified('c', 2)], { token: 't2' }))
    await vi.waitFor(() => expect([late.texts[1], first.texts[2]]).toEqual([late.texts[1], late.texts[1]]))
    expect(followed).toHaveLength(1)
  })

  test('waits for a snapshot that is under way', async () => {
    const { read, followed, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)], '', { isComplete: false }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    const late = await read()
    await settled()
    expect(late.texts).toHaveLength(0)
    source.send(snapshotOf([thing('b', 1)], 't0', { isFirst: false }))
    await vi.waitFor(() => expect(late.changes()).toEqual([['ADDED /a', 'ADDED /b']]))
    expect(followed).toHaveLength(1)
  })

  test('waits while rights change, whoever comes, and is shown nothing of what went', async () => {
    const { read, followed, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1), thing('b', 1)]))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    const { promise, resolve } = Promise.withResolvers<number>()
    const lost = [{ namespace: 'n', code: 'FORBIDDEN' as const, reason: 'no' }]
    source.send(batchOf([{ type: 'DELETED', object: thing('a', 1) }, modified('b', promise)], { token: 't1', denied: lost }))
    await vi.waitFor(() => expect(source.taken).toBe(2))
    const [late, back] = [await read(), await read({ from: 't0' })]
    await settled()
    expect([late.texts, back.texts]).toEqual([[], []])
    resolve(2)
    await vi.waitFor(() => expect([late.changes(), back.changes()]).toEqual([[['ADDED /b']], [['ADDED /b']]]))
    expect(followed).toHaveLength(1)
  })

  test('and has been here before is told what they missed alone', async () => {
    const { read, followed, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    source.send(batchOf([modified('a', 2)], { token: 't1' }))
    source.send(batchOf([modified('a', 3)], { token: 't2' }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(3))
    const back = await read({ from: 't1' })
    await vi.waitFor(() => expect(back.texts).toEqual([first.texts[2]]))
    expect(followed).toHaveLength(1)
  })

  test('and lacks nothing is told that, and then what all get', async () => {
    const { read, followed, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    source.send(batchOf([modified('a', 2)], { token: 't1' }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(2))
    const back = [await read({ from: 't1' }), await read({ from: 't1' })]
    for (const { shown } of back)
      await vi.waitFor(() => expect(shown()).toEqual([{ data: { watch: { type: 'DELTA', isFirst: true, isComplete: true, token: 't1', changes: [] } } }]))
    source.send(batchOf([modified('a', 3)], { token: 't2' }))
    await vi.waitFor(() =>
      expect(back.map(({ changes }) => changes())).toEqual([
        [[], ['MODIFIED /a']],
        [[], ['MODIFIED /a']],
      ]),
    )
    const again = await read({ from: 't2' })
    await vi.waitFor(() => expect(again.shown()[0]?.data?.watch.token).toBe('t2'))
    expect([first.texts.length, followed.length]).toEqual([3, 1])
  })

  test('and joins while something changes hears nothing older after it', async () => {
    const { read, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    source.send(batchOf([modified('a', 2)], { token: 't1' }))
    const back = await read({ from: 't0' })
    await vi.waitFor(() => expect(back.changes().at(-1)).toEqual(['MODIFIED /a']))
    await settled()
    expect(back.shown().at(-1)?.data?.watch.token).toBe('t1')
  })

  test('and lacks nothing is told that alone, however long ago it was told', async () => {
    let nowMs = 1_000
    const { read, followed, stream } = await setUp({ now: () => nowMs })
    const first = await read()
    ;(await stream()).send(snapshotOf([thing('a', 1)]))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    nowMs += 60_000
    const back = await read({ from: 't0' })
    await vi.waitFor(() => expect(back.shown()).toMatchObject([{ data: { watch: { type: 'DELTA', token: 't0', changes: [] } } }]))
    expect(followed).toHaveLength(1)
  })

  test('where the stream began in the middle has one of their own', async () => {
    const { read, followed, stream } = await setUp()
    const resumed = await read({ from: 't5' })
    const source = await stream()
    expect(source.resumeFrom).toBe('t5')
    source.send(batchOf([modified('a', 2)], { token: 't6' }))
    await vi.waitFor(() => expect(resumed.texts).toHaveLength(1))
    await read()
    expect((await stream(1)).resumeFrom).toBeNull()
    expect(followed).toHaveLength(2)
  })

  test('where there is too much to keep has a stream of their own', async () => {
    const { read, stream } = await setUp()
    const first = await read()
    ;(await stream()).send(snapshotOf([thing('a', 'x'.repeat(7 * 1024 * 1024))]))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    await read()
    await stream(1)
  })
})

describe('a slow reader', () => {
  test('alone is not read for: what comes is merged where it comes from', async () => {
    const { read, stream } = await setUp()
    const reader = await read()
    reader.slow.until = new Promise(() => undefined)
    const source = await stream()
    source.send(snapshotOf([thing('a', 0)]))
    for (let at = 1; at <= 50; at += 1) source.send(batchOf([modified('a', at)], { token: `t${at}` }))
    await settled()
    // One that they hold, one that waits, and one in between.
    expect(source.taken).toBeLessThanOrEqual(3)
  })

  test('among others holds nobody up, has little kept for them, and is told all there is when they are back', async () => {
    const { read, stream, followed } = await setUp()
    const [slow, quick] = [await read(), await read()]
    const { promise, resolve } = Promise.withResolvers<void>()
    slow.slow.until = promise
    const source = await stream()
    source.send(snapshotOf([thing('a', 0)]))
    await vi.waitFor(() => expect(slow.texts).toHaveLength(1))
    // More than history and what waits for one can hold.
    const filler = 'x'.repeat(400 * 1024)
    for (let at = 1; at <= 8; at += 1) {
      source.send(batchOf([modified('a', `${at}${filler}`)], { token: `t${at}` }))
      await vi.waitFor(() => expect(quick.texts).toHaveLength(at + 1), 5_000)
    }
    expect(slow.texts).toHaveLength(1)
    slow.slow.until = Promise.resolve()
    resolve()
    await vi.waitFor(() => expect(slow.texts).toHaveLength(2))
    expect(slow.shown()[1]?.data?.watch).toMatchObject({
      type: 'SNAPSHOT',
      isFirst: true,
      token: 't8',
      changes: [{ key: '/a', object: { spec: `8${filler}` } }],
    })
    source.send(batchOf([modified('a', 9)], { token: 't9' }))
    await vi.waitFor(() => expect(slow.changes().at(-1)).toEqual(['MODIFIED /a']))
    expect(followed).toHaveLength(1)
  }, 20_000)
})

test('changes that come fast are run twenty-five times a second at most', async () => {
  const { read, stream } = await setUp()
  await read()
  const source = await stream()
  source.send(snapshotOf([]))
  for (let at = 0; at < 100; at += 1) source.send(batchOf([modified('a', at)], { token: `t${at}` }))
  await new Promise(resolve => setTimeout(resolve, 400))
  expect(source.taken).toBeGreaterThan(2)
  expect(source.taken).toBeLessThan(14)
})
