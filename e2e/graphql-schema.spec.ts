import { randomBytes } from 'node:crypto'
import { groupName, kindFieldName, kindTypeName } from '#domain/graphql/names.ts'
import { graphqlSchemaPath } from '../lib/contract/graphql-paths.ts'
import { kubectl } from './cluster.ts'
import { expect, test } from './fixtures.ts'
import { ask, callerOf, data } from './graphql/ask.ts'
import { connectAdmin, type Kube } from './graphql/kube.ts'
import { oddDefinition, oddObjectText } from './graphql/odd-crd.ts'
import { send } from './http.ts'
import { takenUp } from './taken-up.ts'

// A kind comes, changes and goes while the server runs, and it is as odd as a CRD may be.
test.describe.configure({ mode: 'serial' })

const group = `9odd-${randomBytes(3).toString('hex')}.latchkey.test`
const definitionPath = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/odd-things.${group}`
const field = groupName(group)
const type = kindTypeName({ group, version: 'v1', kind: 'odd-Thing' })
const one = kindFieldName('odd-Thing')
/** How soon a change of what is served is in the schema. */
const soonMs = 25_000
let kube: Kube
let hashBefore: string

const hashNow = async (): Promise<string> => (await ask(callerOf('admin'), '{ __typename }')).schema
const typeNames = async (name: string): Promise<string[] | null> => {
  const query = 'query($name: String!) { __type(name: $name) { fields { name } } }'
  const { __type } = await data<{ __type: { fields: Array<{ name: string }> } | null }>(callerOf('admin'), query, { name })
  return __type?.fields.map(found => found.name) ?? null
}

test.beforeAll(async () => {
  kube = connectAdmin()
  hashBefore = await hashNow()
})
test.afterAll(async () => {
  await kube.remove(definitionPath)
  await kube.close()
})

test('a kind appears in the schema by itself, and the hash tells it', async () => {
  expect(await typeNames(type)).toBeNull()
  await kube.apply(definitionPath, oddDefinition(group))
  const startedMs = performance.now()
  await expect
    .poll(() => typeNames(type), { timeout: soonMs, intervals: [1_000] })
    .toEqual(expect.arrayContaining(['apiVersion', 'kind', 'metadata', 'spec', 'status', '_raw', '_yaml', '_health']))
  console.log(`schema: a new kind after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  expect(await hashNow()).not.toBe(hashBefore)
  await takenUp(`odd-things.${group}`)
})

test('every name and value of it comes back whole', async () => {
  kubectl('admin', ['apply', '--server-side', '-f', '-'], oddObjectText(group, 'shop', 'odd'))
  const query = `{ ${field} { v1 { ${one}(namespace: "shop", name: "odd") {
    kind metadata { name } _key _raw
    spec {
      x_u2d_y x_u5f_u2d_y _u5f_raw _u5f__typename _u63_onstructor _u74_oString _u31_st _u24_ref _ue9__u2e__ufc__u2f__uf6_
      big endless small ratio port quantity level mode since
      open { known _json } anything words parts { key value { size } } lists { key value } embedded { apiVersion kind metadata { name } _json(path: ".data") }
      matrix nothing } } } } }`
  const answer = await ask(callerOf('admin'), query)
  expect(answer.errors).toEqual([])
  const found = (answer.data as Record<string, { v1: Record<string, { kind: string; _key: string; spec: Record<string, unknown> }> }>)[field]?.v1[one]
  expect(found).toMatchObject({ kind: 'odd-Thing', _key: 'shop/odd', metadata: { name: 'odd' } })
  expect(found?.spec).toMatchObject({
    ...{
      x_u2d_y: 'hyphen',
      x_u5f_u2d_y: 'escape',
      _u5f_raw: 'raw',
      _u5f__typename: 'typename',
      _u63_onstructor: 'made',
      _u74_oString: 'text',
      _u31_st: 'first',
      _u24_ref: 'ref',
    },
    ...{ _ue9__u2e__ufc__u2f__uf6_: 'letters', big: '9223372036854775807', endless: '9007199254740993', small: -2147483648, ratio: 0.1, port: 'http' },
    ...{ quantity: '1500m', level: 'a b', mode: 'Off', since: '2026-01-02T03:04:05Z', words: { 'a.b/c': 'd' }, nothing: {} },
    open: { known: 'k' },
    parts: expect.arrayContaining([
      { key: 'p-1', value: { size: 3 } },
      { key: '', value: { size: 4 } },
    ]),
    lists: [{ key: 'l', value: ['x', 'y'] }],
    embedded: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'inner' }, _json: { k: 'v' } },
  })
  // What JavaScript rounds is told apart in the text alone.
  for (const exact of ['"deep":[1,9007199254740993]', '"three":1234567890123456789', '"big":9223372036854775807', '"endless":9007199254740993'])
    expect(answer.text).toContain(exact)
})

test('each served version has a type of its own', async () => {
  const beta = `{ ${field} { v1beta1 { ${one}(namespace: "shop", name: "odd") { apiVersion spec { big _json } } } } }`
  const answer = await ask(callerOf('admin'), beta)
  // As v1beta1 it is text there, and what is stored is a number: that is said, and `_raw` has it.
  expect(answer.codes).toEqual(['INVALID'])
  expect(answer.errors[0]?.path).toEqual([field, 'v1beta1', one, 'spec', 'big'])
  const raw = await ask(callerOf('admin'), `{ ${field} { v1beta1 { ${one}(namespace: "shop", name: "odd") { apiVersion _raw } } } }`)
  expect(raw.codes).toEqual([])
  expect(raw.text).toContain(`"apiVersion":"${group}/v1beta1"`)
  expect(raw.text).toContain('"big":9223372036854775807')
})

test('a typed input carries the same names and numbers back', async () => {
  const mutation = `mutation($object: ${type}_Input!) { create_${type}(object: $object, namespace: "shop") { object { metadata { name } } } }`
  const spec = `{"x_u2d_y":"h","x_u5f_u2d_y":"e","_u31_st":"f","big":"9223372036854775806","port":8080,"mode":"On","parts":[{"key":"q","value":{"size":1}}],"open":{"known":"k"}}`
  const answer = await ask(callerOf('admin'), mutation, { object: { metadata: { name: 'odd-input' }, spec: JSON.parse(spec) } })
  expect(answer.errors).toEqual([])
  const stored = kubectl('admin', ['get', '--raw', `/apis/${group}/v1/namespaces/shop/odd-things/odd-input`])
  for (const part of ['"x-y":"h"', '"x_u2d_y":"e"', '"1st":"f"', '"big":9223372036854775806', '"port":8080', '"mode":"On"', '"parts":{"q":{"size":1}}'])
    expect(stored).toContain(part)
  const missing = await ask(callerOf('admin'), mutation, { object: { metadata: { name: 'odd-lacking' }, spec: { mode: 'On' } } })
  expect(missing.codes, 'a required field').toEqual([expect.stringMatching(/^(?:QUERY_INVALID|BAD_REQUEST)$/)])
})

test('a recursive schema is a recursive type', async () => {
  const query = `{ apiextensions_k8s_io { v1 { CustomResourceDefinition(name: "odd-things.${group}") {
    spec { versions { name schema { openAPIV3Schema { type properties { key value { type properties { key value { type properties { key value { type } } } } } } } } } } } } } }`
  const { apiextensions_k8s_io: found } = await data<Record<string, unknown>>(callerOf('admin'), query)
  expect(JSON.stringify(found)).toContain('"key":"parts"')
})

test('the text of the schema has it, and the same text for the same hash', async () => {
  const { origin, token } = callerOf('admin')
  const headers = { 'x-latchkey-session': token }
  const sdl = (await send(origin + graphqlSchemaPath, { headers })).text
  expect(sdl).toContain(`type ${type} implements Object`)
  expect((await send(origin + graphqlSchemaPath, { headers })).text).toBe(sdl)
})

test('a changed kind changes its type, and what is asked of the old one is refused', async () => {
  await kube.apply(definitionPath, oddDefinition(group, { brandNew: { type: 'boolean' } }))
  const query = `{ ${field} { v1 { odd__things(namespace: "shop") { items { spec { brandNew } } } } } }`
  await expect.poll(async () => (await ask(callerOf('admin'), query)).codes, { timeout: soonMs, intervals: [1_000] }).toEqual([])
})

test('a deleted kind is gone from the schema', async () => {
  const withIt = await hashNow()
  await kube.remove(definitionPath)
  await expect.poll(() => typeNames(type), { timeout: soonMs, intervals: [1_000] }).toBeNull()
  expect(await hashNow()).not.toBe(withIt)
  const answer = await ask(callerOf('admin'), `{ ${field} { v1 { odd__things(namespace: "shop") { total } } } }`)
  expect([answer.status, answer.codes]).toEqual([400, ['QUERY_INVALID']])
  const generic = await ask(callerOf('admin'), `{ list(resource: {group: "${group}", version: "v1", resource: "odd-things"}) { total } }`)
  expect(generic.codes).toEqual(['NOT_FOUND'])
})
