import { getIntrospectionQuery, parse, validate } from 'graphql'
import pino from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import { createClock } from '../../testing/session-kit.ts'
import type { SchemaSource } from '../schema-snapshot.ts'
import { createSchemaSource } from './schema-source.ts'
import { goldenDocument, goldenResources } from './testing/golden-documents.ts'

const golden = goldenResources().filter(({ group }) => group === 'telemetry.istio.io' || group === 'extensions.istio.io')
const [first] = golden
if (!first) throw new Error('no golden resources')
const createOnly: ServedResource = { ...first, group: 'review.test', verbs: ['create'] }

/** A cluster that serves some resources; what it serves, and how its documents are, can be changed. */
function createCluster() {
  const clock = createClock()
  const cluster = {
    resources: [...golden, createOnly],
    hash: 'one',
    documented: ['telemetry.istio.io/v1'],
    isDown: false,
    asked: [] as (number | undefined)[],
    read: 0,
    clock,
  }
  const source = createSchemaSource({
    discovery: {
      everyVersion: async atMostMs => {
        cluster.asked.push(atMostMs)
        if (cluster.isDown) throw new AppError('CLUSTER_UNREACHABLE')
        return cluster.resources
      },
    },
    openApi: {
      index: { get: async () => new Map(cluster.documented.map(key => [key, `/openapi/v3/apis/${key}?hash=${cluster.hash}`])) },
      document: async (group, version) => {
        cluster.read += 1
        return goldenDocument({ group, version })
      },
    },
    serverVersion: '1.0.0',
    logger: pino({ enabled: false }),
    now: clock.now,
  })
  sources.push(source)
  return { ...cluster, cluster, source }
}

const sources: SchemaSource[] = []
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close()
})

const text = '{ telemetry_istio_io { v1 { telemetries { items { spec { metrics { reportingInterval } } } } } } }'

describe('the schema of what the cluster serves', () => {
  test('has every resource that can be read, and the same schema for documents that speak of the same kinds', async () => {
    const { source, cluster } = createCluster()
    const snapshot = await source.current()
    expect(snapshot.resources).toEqual(golden)
    expect(snapshot.hash).toMatch(/^[0-9a-f]{64}$/)
    const [schema, again] = await Promise.all([snapshot.schemaFor(parse(text)), snapshot.schemaFor(parse(text.replace('{ items', '{ total items')))])
    expect(again).toBe(schema)
    expect(cluster.read).toBe(1)
    expect(validate(schema, parse(text))).toEqual([])
    expect(schema.getType('extensions_istio_io_v1alpha1_WasmPlugin')).toBeUndefined()
    expect((await snapshot.model(first)).published).toBe(true)
  })

  test('stays the same while nothing changes, and is another when names, verbs or documents do', async () => {
    const { source, cluster } = createCluster()
    const before = await source.current()
    cluster.clock.advance(1_000)
    expect(await source.current(500)).toBe(before)
    cluster.hash = 'two'
    cluster.clock.advance(1_000)
    const after = await source.current(500)
    expect(after.hash).not.toBe(before.hash)
    cluster.resources = cluster.resources.slice(1)
    cluster.clock.advance(1_000)
    expect((await source.current(500)).hash).not.toBe(after.hash)
    expect(before.resources, 'what is at work keeps its own').toHaveLength(golden.length)
  })

  test('settles for a while when something is served without a document, and no longer', async () => {
    const { source, cluster } = createCluster()
    const look = async (ms = 1): Promise<boolean> => {
      cluster.clock.advance(ms)
      await source.current(0)
      return source.isSettling()
    }
    const everything = [...new Set(golden.map(({ group, version }) => `${group}/${version}`))]
    cluster.documented = everything
    expect(await look()).toBe(false)
    cluster.resources = [...cluster.resources, { ...first, group: 'new.test' }]
    expect(await look()).toBe(true)
    cluster.documented = [...everything, `new.test/${first.version}`]
    expect(await look(), 'its document has come').toBe(false)
    cluster.resources = [...cluster.resources, { ...first, group: 'aggregated.test' }]
    expect(await look()).toBe(true)
    expect(await look(6_000), 'it has none').toBe(false)
  })

  test('is given as it is while it is looked at again, unless it is too old for that or for who asks', async () => {
    const { source, cluster } = createCluster()
    const before = await source.current()
    expect(await source.current()).toBe(before)
    expect(cluster.asked).toEqual([5_000])
    cluster.hash = 'two'
    cluster.clock.advance(5_001)
    expect(await source.current(), 'looked at behind it').toBe(before)
    await new Promise(setImmediate)
    const next = await source.current()
    expect(next).not.toBe(before)
    cluster.hash = 'three'
    cluster.clock.advance(60_001)
    expect(await source.current(), 'a minute old').not.toBe(next)
    expect(cluster.asked).toEqual([5_000, 5_000, 5_000])
  })

  test('stays while the cluster cannot be asked, and is refused where there is none', async () => {
    const { source, cluster } = createCluster()
    cluster.isDown = true
    await expect(source.current()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    cluster.isDown = false
    const before = await source.current()
    cluster.isDown = true
    cluster.clock.advance(120_000)
    expect(await source.current()).toBe(before)
  })

  test('is refused to documents that name too many kinds', async () => {
    const { source, cluster } = createCluster()
    cluster.resources = Array.from({ length: 21 }, (_, at) => ({ ...first, resource: `things${'abcdefghijklmnopqrstu'[at]}`, kind: `Thing${at}` }))
    const snapshot = await source.current()
    const fields = cluster.resources.map(({ resource }) => `${resource} { total }`)
    const ask = (some: string[]) =>
      snapshot.schemaFor(parse(`{ ${some.length} : extensions_istio_io { v1alpha1 { ${some.join(' ')} } } }`.replace(/\d+ : /, '')))
    await expect(ask(fields)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' })
    await expect(ask(fields.slice(1))).resolves.toBeDefined()
  })

  test('is printed and introspected whole in a thread, which works from TypeScript as it is', async () => {
    const { source } = createCluster()
    const snapshot = await source.current()
    const sdl = await snapshot.sdl()
    for (const type of ['telemetry_istio_io_v1_Telemetry', 'telemetry_istio_io_v1alpha1_Telemetry', 'extensions_istio_io_v1alpha1_WasmPlugin'])
      expect(sdl).toContain(`type ${type} implements Object {`)
    const introspect = async (...asked: Parameters<typeof snapshot.introspectJson>) =>
      JSON.parse(new TextDecoder().decode(await snapshot.introspectJson(...asked)))
    const whole = await introspect(parse(getIntrospectionQuery()), undefined, undefined)
    expect(whole.data.__schema.queryType.name).toBe('Query')
    await expect(introspect(parse('{ a: __schema { types { name } } }'), undefined, undefined)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' })
    const named = parse('query A($n: String!) { __type(name: $n) { kind } } query B { __schema { subscriptionType { name } } }')
    expect(await introspect(named, 'A', { n: 'Object' })).toEqual({ data: { __type: { kind: 'INTERFACE' } } })
    expect(await introspect(named, 'A', {})).toMatchObject({ errors: [{ message: expect.stringContaining('"$n"') }] })
  })
})
