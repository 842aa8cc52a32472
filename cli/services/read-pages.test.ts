import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineOperation } from '../../lib/contract/operations.ts'
import { failureOf } from '../testing/throws.ts'
import { readPages } from './read-pages.ts'
import { createLatchkeyService } from './service-proxy.ts'

const schema = z.object({ list: z.object({ items: z.array(z.number()), pageInfo: z.object({ endCursor: z.string().nullable() }) }) })
const operation = defineOperation('Numbers', 'query Numbers { list }')
const page = (item: number, endCursor: string | null) => ({ data: { list: { items: [item], pageInfo: { endCursor } } } })
const refusal = (code: string, details?: object) => ({
  data: null,
  errors: [{ message: code, extensions: { code, requestId: 'r', ...(details ? { details } : {}) } }],
})

/** Reads from a service that gives these answers, one after the other. */
const read = (...answers: unknown[]) => readBy({}, answers)
function readBy(variables: Record<string, unknown>, answers: unknown[]) {
  const asked: unknown[] = []
  const firsts: unknown[] = []
  const transport = {
    connection: { server: { basePath: '' } },
    request: async ({ body }: { body: string }) => {
      const { after, first } = JSON.parse(body).variables
      asked.push(after)
      firsts.push(first)
      return {
        status: 200,
        headers: {},
        body: (async function* () {
          yield Buffer.from(JSON.stringify(answers.shift()))
        })(),
      }
    },
  } as unknown as Parameters<typeof createLatchkeyService>[0]
  const pages = readPages(createLatchkeyService(transport), 't', operation, schema, variables)
  return { asked, firsts, items: pages.then(all => all.flatMap(({ list }) => list.items)) }
}

test('reads on to the end', async () => {
  const { items, asked } = read(page(1, 'a'), page(2, 'b'), page(3, null))
  expect(await items).toEqual([1, 2, 3])
  expect(asked).toEqual([null, 'a', 'b'])
})

test('begins anew where the cluster does not know any more how to go on', async () => {
  const { items, asked } = read(page(1, 'a'), refusal('GONE'), page(1, 'b'), page(2, null))
  expect(await items).toEqual([1, 2])
  expect(asked).toEqual([null, 'a', null, 'b'])
})

test.each([
  ['GONE', [page(1, 'a'), refusal('GONE'), page(1, 'a'), refusal('GONE'), page(1, 'a'), refusal('GONE')], 6],
  ['GONE', [refusal('GONE')], 1],
  ['FORBIDDEN', [page(1, 'a'), refusal('FORBIDDEN')], 2],
  ['TOO_MANY_REQUESTS', [refusal('TOO_MANY_REQUESTS')], 1],
  ['NOT_READY', [{ data: { list: 'other' } }], 1],
] as const)('fails by %s', async (code, answers, requests) => {
  const { items, asked } = read(...answers)
  expect(await failureOf(() => items)).toMatchObject({ code })
  expect(asked).toHaveLength(requests)
})

test('asks for fewer at once where a page takes too much, until it is one object that does', async () => {
  const tooLarge = refusal('QUERY_TOO_LARGE', { limit: 'pageBytes', max: 1 })
  const { items, asked, firsts } = readBy({ first: 100 }, [page(1, 'a'), tooLarge, tooLarge, page(2, 'b'), page(3, null)])
  expect(await items).toEqual([1, 2, 3])
  expect([asked, firsts]).toEqual([
    [null, 'a', 'a', 'a', 'b'],
    [100, 100, 25, 7, 7],
  ])
  const never = readBy({ first: 2 }, [tooLarge, tooLarge])
  expect(await failureOf(() => never.items)).toMatchObject({ code: 'QUERY_TOO_LARGE' })
  expect(never.firsts).toEqual([2, 1])
  expect(await failureOf(() => read(tooLarge).items)).toMatchObject({ code: 'QUERY_TOO_LARGE' })
})

test('waits as long as the server says, and not for good', async () => {
  const wait = refusal('TOO_MANY_REQUESTS', { retryAfterSeconds: 0.1 })
  const startedMs = performance.now()
  const { items, asked } = read(page(1, 'a'), wait, wait, page(2, null))
  expect(await items).toEqual([1, 2])
  expect(asked).toEqual([null, 'a', 'a', 'a'])
  expect(performance.now() - startedMs).toBeGreaterThan(190)
  const never = read(...Array.from({ length: 10 }, () => wait))
  expect(await failureOf(() => never.items)).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  expect(never.asked).toHaveLength(6)
})
