import { describe, expect, test, vi } from 'vitest'
import type { StoredObject } from '../../cache/scoped-store.ts'
import { modified, query, setUp } from '../testing/hub-kit.ts'
import { batchOf, snapshotOf, thing } from '../testing/small-store.ts'

const denied = [{ namespace: 'n', code: 'FORBIDDEN' as const, reason: 'no' }]
const secret = (name: string): StoredObject => ({ ...thing(name, 'password'), resource: { group: '', version: 'v1', resource: 'secrets' } as never })
const secretsQuery = query.replace('watch(', 'watch(resource: {resource: "secrets"}, ')

describe('who comes back', () => {
  test('is not told what was seen of a namespace that is denied since', async () => {
    const { read, stream } = await setUp()
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1), thing('b', 1)]))
    source.send(batchOf([modified('b', 'hidden since')], { token: 't1' }))
    source.send(batchOf([{ type: 'DELETED', object: thing('b', 1) }], { token: 't2', denied }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(3))
    const back = await read({ from: 't0' })
    await vi.waitFor(() => expect(back.changes()).toEqual([['ADDED /a']]))
    expect(back.texts.join()).not.toContain('hidden since')
  })

  test('after ten seconds is given all there is', async () => {
    let nowMs = 1_000
    const { read, stream } = await setUp({ now: () => nowMs })
    const first = await read()
    const source = await stream()
    source.send(snapshotOf([thing('a', 1)]))
    source.send(batchOf([modified('a', 2)], { token: 't1' }))
    await vi.waitFor(() => expect(first.texts).toHaveLength(2))
    nowMs += 10_000
    const back = await read({ from: 't0' })
    await vi.waitFor(() => expect(back.changes()).toEqual([['MODIFIED /a']]))
    nowMs += 1
    const late = await read({ from: 't0' })
    await vi.waitFor(() => expect(late.changes()).toEqual([['ADDED /a']]))
  })
})

describe('Secrets', () => {
  test.each([
    ['by a literal', secretsQuery, {}],
    [
      'by a variable, in a fragment',
      'subscription($r: ResourceInput) { ...f } fragment f on Subscription { watch(resource: $r) { token changes { key } } }',
      { r: { resource: 'secrets' } },
    ],
    ['by a field of their own', 'subscription { core_v1_secrets { token changes { key } } }', {}],
  ])('asked for %s are streamed to each reader apart, from the beginning', async (_, text, variables) => {
    const { read, followed } = await setUp()
    await read({ text, variables })
    await read({ text, variables })
    await vi.waitFor(() => expect(followed).toHaveLength(2))
  })

  test('that are seen in a stream end its sharing, and nothing of it is kept', async () => {
    const { read, stream, followed } = await setUp()
    const first = await read()
    ;(await stream()).send(snapshotOf([secret('a')]))
    await vi.waitFor(() => expect(first.texts).toHaveLength(1))
    await read({ from: 't0' })
    await read()
    await vi.waitFor(() => expect(followed).toHaveLength(3))
  })
})
