import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { KindModel } from '#domain/graphql/kind-model.ts'
import { createSchemaWorker } from './schema-worker.ts'
import { goldenModel } from './testing/golden-documents.ts'

const model = goldenModel('telemetry.istio.io', 'v1', 'Telemetry')

function counted() {
  const count = { made: 0 }
  async function* models(): AsyncIterable<KindModel> {
    count.made += 1
    yield model
  }
  return { count, models }
}

test('a thread makes a schema once, another for another hash, and ends when nobody asks', async () => {
  const worker = createSchemaWorker(50)
  const { count, models } = counted()
  const [one, two] = await Promise.all([worker.ask('a', models, { ask: 'sdl' }), worker.ask('a', models, { ask: 'sdl' })])
  expect(count.made).toBe(1)
  expect(new TextDecoder().decode(one)).toContain('telemetry_istio_io_v1_Telemetry')
  expect(two).toEqual(one)
  await worker.ask('b', models, { ask: 'sdl' })
  expect(count.made).toBe(2)
  await delay(200)
  await worker.ask('b', models, { ask: 'sdl' })
  expect(count.made, 'it had ended').toBe(3)
  await worker.close()
  await expect(worker.ask('b', models, { ask: 'sdl' })).rejects.toMatchObject({ code: 'NOT_READY' })
})

test('what fails is said to who asked, and the next one is answered', async () => {
  const worker = createSchemaWorker()
  // biome-ignore lint/correctness/useYield: it fails before it has any
  async function* failing(): AsyncIterable<KindModel> {
    throw new Error('no document')
  }
  await expect(worker.ask('a', failing, { ask: 'sdl' })).rejects.toThrow('no document')
  const { models } = counted()
  await expect(worker.ask('a', models, { ask: 'introspection', document: '{ __schema', operationName: undefined, variables: undefined })).rejects.toMatchObject(
    {
      code: 'INTERNAL',
    },
  )
  expect((await worker.ask('a', models, { ask: 'sdl' })).length).toBeGreaterThan(1_000)
  const many = Array.from({ length: 17 }, () => worker.ask('a', models, { ask: 'sdl' }))
  const settled = await Promise.allSettled(many)
  expect(settled.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'TOO_MANY_REQUESTS' } }])
  await worker.close()
})

test('a thread that ends while it is given the kinds is said to who asked, and the next one is answered', async () => {
  const worker = createSchemaWorker()
  async function* dying(): AsyncIterable<KindModel> {
    yield null as unknown as KindModel
    // Longer than the thread lives.
    await delay(3_000)
  }
  await expect(worker.ask('a', dying, { ask: 'sdl' })).rejects.toMatchObject({ code: 'INTERNAL' })
  expect((await worker.ask('b', counted().models, { ask: 'sdl' })).length).toBeGreaterThan(1_000)
  await worker.close()
})

test('more of the schema than fits one answer is refused, and the next one is answered', async () => {
  const worker = createSchemaWorker(1_000, 1_000)
  const { models } = counted()
  const ask = (document: string) => worker.ask('a', models, { ask: 'introspection', document, operationName: undefined, variables: undefined })
  await expect(ask('{ __schema { types { name } } }')).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' })
  expect(new TextDecoder().decode(await ask('{ __schema { queryType { name } } }'))).toBe('{"data":{"__schema":{"queryType":{"name":"Query"}}}}')
  await worker.close()
})
