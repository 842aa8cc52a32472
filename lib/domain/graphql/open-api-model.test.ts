import { describe, expect, test } from 'vitest'
import type { ServedResource } from '../resource.ts'
import type { ModelField } from './kind-model.ts'
import { buildKindModel } from './open-api-model.ts'

const resource: ServedResource = {
  group: 'shop.test',
  version: 'v1',
  resource: 'orders',
  singular: 'order',
  kind: 'Order',
  namespaced: true,
  verbs: ['get', 'list'],
  shortNames: [],
  categories: [],
  subresources: [],
}
const root = 'shop_test_v1_Order'
const gvk = { 'x-kubernetes-group-version-kind': [{ group: 'shop.test', version: 'v1', kind: 'Order' }] }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity'

/** The model of a kind whose spec has this schema; `components` beside it. */
function modelOf(spec: object, components: object = {}, at: Partial<ServedResource> = {}) {
  const kind = { type: 'object', properties: { metadata: ref(meta), spec }, ...gvk }
  return buildKindModel({ components: { schemas: { 'test.shop.v1.Order': kind, ...components } } }, { ...resource, ...at })
}

function fieldsOf(properties: object, components: object = {}, more: object = {}): Record<string, ModelField> {
  const { objects } = modelOf({ type: 'object', properties, ...more }, components)
  return Object.fromEntries((objects.get(`${root}__spec`)?.fields ?? []).map(field => [field.original, field]))
}

const typeOf = (schema: object, components: object = {}) => fieldsOf({ x: schema }, components)['x']?.type
const scalar = (name: string) => ({ is: 'scalar', scalar: name })
const object = { type: 'object', properties: { a: { type: 'string' } } }

describe('the model of a kind', () => {
  test.each([
    [{ type: 'string' }, 'String'],
    [{ type: 'boolean' }, 'Boolean'],
    [{ type: 'number' }, 'Float'],
    [{ type: 'integer', format: 'int32' }, 'Int'],
    [{ type: 'integer', minimum: 0, maximum: 65_535 }, 'Int'],
    [{ type: 'integer', minimum: 0 }, 'Long'],
    [{ type: 'integer', minimum: 0, maximum: 4_294_967_295 }, 'Long'],
    [{ type: 'integer', format: 'int64', minimum: 0, maximum: 10 }, 'Long'],
    [{ type: 'integer' }, 'Long'],
    [{ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }, 'IntOrString'],
    [{ type: 'string', format: 'int-or-string' }, 'IntOrString'],
    [{ type: 'string', format: 'date-time' }, 'DateTime'],
    [{ type: 'string', format: 'byte' }, 'String'],
    [ref(quantity), 'Quantity'],
    [{ type: 'object' }, 'JSON'],
    [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'JSON'],
    [{ 'x-kubernetes-preserve-unknown-fields': true }, 'JSON'],
    [{}, 'JSON'],
    [{ type: 'object', additionalProperties: true }, 'JSON'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'JSON'],
    [{ type: 'object', additionalProperties: { type: 'string', enum: ['A'] } }, 'JSON'],
    [{ type: 'object', additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } } }, 'JSON'],
    [ref('nowhere'), 'JSON'],
  ])('shows %j as %s', (schema, name) => {
    expect(typeOf(schema, { [quantity]: { oneOf: [{ type: 'string' }, { type: 'number' }] } })).toEqual(scalar(name))
  })

  test('knows a quantity by the pattern that controller-gen writes, before it is an integer or a string', () => {
    const pattern = String.raw`^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`
    expect(typeOf({ 'x-kubernetes-int-or-string': true, pattern })).toEqual(scalar('Quantity'))
    expect(typeOf({ 'x-kubernetes-int-or-string': true, pattern: '^[0-9]+%?$' })).toEqual(scalar('IntOrString'))
  })

  test('has an enum only where every value is a name of its own', () => {
    const { objects, enums } = modelOf({ type: 'object', properties: { mode: { type: 'string', enum: ['A', 'B', null], nullable: true } } })
    expect(objects.get(`${root}__spec`)?.fields[0]?.type).toEqual({ is: 'enum', name: `${root}__spec__mode` })
    expect(enums.get(`${root}__spec__mode`)?.values).toEqual(['A', 'B'])
    for (const values of [['', 'A'], ['a-b'], ['1'], ['true'], ['__a'], ['A', 'A'], []]) {
      const field = fieldsOf({ x: { type: 'string', enum: values } })['x']
      expect(field?.type, values.join()).toEqual(scalar('String'))
      if (values.length > 0) expect(field?.description).toBe(`One of: ${values.map(value => JSON.stringify(value)).join(', ')}.`)
    }
    expect(fieldsOf({ x: { type: 'integer', format: 'int32', enum: [1, 2] } })['x']).toMatchObject({ type: scalar('Int'), description: 'One of: 1, 2.' })
  })

  test('names nested objects by their place, and lists and maps of them after it', () => {
    const { objects } = modelOf({
      type: 'object',
      properties: {
        list: { type: 'array', items: object },
        lists: { type: 'array', items: { type: 'array', items: object } },
        map: { type: 'object', additionalProperties: object },
        maps: { type: 'object', additionalProperties: { type: 'object', additionalProperties: object } },
        listMap: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
        untyped: { type: 'array' },
      },
    })
    const at = (name: string) => objects.get(`${root}__spec`)?.fields.find(field => field.name === name)?.type
    const named = (name: string) => ({ is: 'object', name: `${root}__spec__${name}` })
    expect(at('list')).toEqual({ is: 'list', of: named('list') })
    expect(at('lists')).toEqual({ is: 'list', of: { is: 'list', of: named('lists') } })
    expect(at('map')).toEqual({ is: 'map', entry: `${root}__spec__map_Entry`, of: named('map_Value') })
    expect(at('maps')).toEqual({
      is: 'map',
      entry: `${root}__spec__maps_Entry`,
      of: { is: 'map', entry: `${root}__spec__maps_Value_Entry`, of: named('maps_Value_Value') },
    })
    expect(at('listMap')).toEqual({ is: 'map', entry: `${root}__spec__listMap_Entry`, of: { is: 'list', of: scalar('String') } })
    expect(at('untyped')).toEqual({ is: 'list', of: scalar('JSON') })
    expect(objects.get(`${root}__spec__maps_Value_Value`)?.fields.map(({ name }) => name)).toEqual(['a'])
  })

  test('is open where the cluster keeps more than is declared', () => {
    const isOpen = (more: object) => modelOf({ ...object, ...more }).objects.get(`${root}__spec`)?.open
    expect(isOpen({})).toBe(false)
    expect(isOpen({ additionalProperties: false })).toBe(false)
    expect(isOpen({ 'x-kubernetes-preserve-unknown-fields': true })).toBe(true)
    expect(isOpen({ additionalProperties: { type: 'string' } })).toBe(true)
  })

  test('gives an embedded resource what every object has', () => {
    const { objects } = modelOf({ ...object, 'x-kubernetes-embedded-resource': true })
    const embedded = objects.get(`${root}__spec`)
    expect(embedded?.open).toBe(true)
    expect(embedded?.fields.map(({ name }) => name)).toEqual(['apiVersion', 'kind', 'metadata', 'a'])
  })

  test('requires of inputs what has to be given: no default, not null', () => {
    const a = { type: 'string' }
    const fields = fieldsOf({ a, b: { ...a, default: 'x' }, c: { ...a, nullable: true }, d: a }, {}, { required: ['a', 'b', 'c'] })
    expect(Object.entries(fields).map(([name, { required }]) => [name, required])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', false],
    ])
  })

  test('opens a reference, also as the one part of an allOf that has a default or a description', () => {
    const components = { 'io.k8s.api.core.v1.Thing': { ...object, description: 'A thing.' } }
    for (const schema of [ref('io.k8s.api.core.v1.Thing'), { description: 'Mine.', default: {}, allOf: [ref('io.k8s.api.core.v1.Thing')] }]) {
      const own = modelOf({ type: 'object', properties: { x: schema } }, components)
      const name = 'GroupRef_shop_test_v1_C_io_k8s_api_core_v1_Thing'
      expect(own.objects.get(`${root}__spec`)?.fields[0]?.type).toEqual({ is: 'object', name })
      expect(own.objects.get(name)).toMatchObject({ description: 'A thing.', fields: [{ name: 'a' }] })
    }
    expect(fieldsOf({ x: { description: 'Mine.', allOf: [ref('io.k8s.api.core.v1.Thing')] } }, components)['x']?.description).toBe('Mine.')
    expect(typeOf({ type: 'string', allOf: [{ minLength: 1 }, { maxLength: 3 }] })).toEqual(scalar('String'))
    expect(typeOf({ allOf: [{ type: 'string' }] })).toEqual(scalar('String'))
    expect(typeOf({ allOf: [ref('io.k8s.api.core.v1.Thing'), object] }, components)).toEqual(scalar('JSON'))
  })

  test('shares components among the groups of the kube-apiserver alone', () => {
    const at = { group: 'apps', kind: 'Order' }
    const kind = { 'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Order' }] }
    const document = { components: { schemas: { a: { properties: { spec: ref('io.k8s.b.Spec') }, ...kind }, 'io.k8s.b.Spec': object } } }
    expect([...buildKindModel(document, { ...resource, ...at }).objects.keys()]).toContain('Ref_io_k8s_b_Spec')
  })

  test('has recursive schemas as recursive types, and JSON where a component is nothing but itself', () => {
    const node = { type: 'object', properties: { items: { type: 'array', items: ref('Node') }, not: ref('Node') } }
    const loop = { type: 'array', items: ref('Loop') }
    const { objects } = modelOf(
      { type: 'object', properties: { root: ref('Node'), loop: ref('Loop'), self: ref('Self') } },
      { Node: node, Loop: loop, Self: ref('Self') },
    )
    const name = 'GroupRef_shop_test_v1_C_Node'
    expect(objects.get(name)?.fields.map(({ type }) => type)).toEqual([
      { is: 'list', of: { is: 'object', name } },
      { is: 'object', name },
    ])
    expect(JSON.stringify(objects.get(`${root}__spec`)?.fields.find(field => field.name === 'loop')?.type)).toContain('"JSON"')
    expect(objects.get(`${root}__spec`)?.fields.find(field => field.name === 'self')?.type).toEqual(scalar('JSON'))
  })

  test('names what cannot be named in GraphQL so that it can be, and says what it is', () => {
    const fields = fieldsOf({ 'x-y': { type: 'string', description: 'Some.' }, __proto: { type: 'string' }, '9': object })
    expect(fields['x-y']).toMatchObject({ name: 'x_u2d_y', description: 'Some.\n\nIn the object: "x-y".' })
    expect(fields['__proto']?.name).toBe('_u5f__proto')
    expect(fields['9']?.type).toEqual({ is: 'object', name: `${root}__spec___u39_` })
  })

  test('takes a deprecation from the paragraph that Go asks for', () => {
    const at = (description: string) => fieldsOf({ x: { type: 'string', description } })['x']?.deprecated
    expect(at('Old.\n\nDeprecated: use y.')).toBe('use y.')
    expect(at('Deprecated.')).toBe('Deprecated.')
    expect(at('Not deprecated: never.')).toBeNull()
  })

  test('has the metadata of every kind, whatever the document says, and by convention all without a schema', () => {
    const published = modelOf({ type: 'object' })
    expect(published.published).toBe(true)
    expect(published.objects.get(root)?.fields.map(({ name }) => name)).toEqual(['apiVersion', 'kind', 'metadata', 'spec'])
    expect(published.objects.get(root)?.fields[2]?.type).toEqual({ is: 'object', name: 'ObjectMeta' })
    for (const document of [null, {}, { components: { schemas: { other: object } } }, 'odd']) {
      const model = buildKindModel(document, resource)
      expect(model.published).toBe(false)
      expect(model.objects.get(root)).toMatchObject({ open: true })
      expect(model.objects.get(root)?.fields.map(({ name }) => name)).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'status'])
    }
  })

  test('is of its own version where several are served', () => {
    const schemaOf = (version: string, field: string) => ({
      type: 'object',
      properties: { [field]: { type: 'string' } },
      'x-kubernetes-group-version-kind': [{ group: 'shop.test', version, kind: 'Order' }],
    })
    const document = { components: { schemas: { a: schemaOf('v1beta1', 'old'), b: schemaOf('v1', 'new') } } }
    const fieldsIn = (version: string) =>
      buildKindModel(document, { ...resource, version })
        .objects.get(`shop_test_${version}_Order`)
        ?.fields.map(({ name }) => name)
    expect(fieldsIn('v1')).toContain('new')
    expect(fieldsIn('v1beta1')).toContain('old')
  })
})
