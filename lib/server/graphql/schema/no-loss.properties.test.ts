import fc from 'fast-check'
import { coerceInputValue, execute, type GraphQLInputType, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { KindModel, ModelType } from '#domain/graphql/kind-model.ts'
import { buildKindModel } from '#domain/graphql/open-api-model.ts'
import { fittingValue, objectSchema, structuralSchema } from '#domain/graphql/testing/structural-schemas.ts'
import type { ServedResource } from '#domain/resource.ts'
import { propertyRuns, propertyTimeoutMs } from '#domain/testing/property-runs.ts'
import { composeSchema } from './compose-schema.ts'
import { createKindTypes } from './kind-types.ts'
import { contextOf, storedObject } from './testing/stored-objects.ts'

const resource: ServedResource = {
  group: 'shop.test',
  version: 'v1',
  resource: 'orders',
  kind: 'Order',
  singular: 'order',
  namespaced: true,
  verbs: ['get', 'list', 'watch'],
  shortNames: [],
  categories: [],
  subresources: [],
}

/** Every field of a type but `_json`. */
function selection(model: KindModel, type: ModelType): string {
  if (type.is === 'list') return selection(model, type.of)
  if (type.is === 'map') return `{ key value ${selection(model, type.of)} }`
  if (type.is !== 'object') return ''
  const fields = model.objects.get(type.name)?.fields ?? []
  return `{ ${fields.map(field => `${field.name} ${selection(model, field.type)}`).join(' ')} }`
}

/** The object that an answer was made of: original names, maps for entries. */
function rebuilt(model: KindModel, type: ModelType, value: unknown): unknown {
  if (type.is === 'list') return (value as unknown[]).map(item => rebuilt(model, type.of, item))
  if (type.is === 'map')
    return Object.fromEntries((value as { key: string; value: unknown }[]).map(({ key, value: child }) => [key, rebuilt(model, type.of, child)]))
  if (type.is !== 'object') return value
  const given = value as Record<string, unknown>
  const fields = (model.objects.get(type.name)?.fields ?? []).filter(({ name }) => given[name] !== null)
  return Object.fromEntries(fields.map(({ name, original, type: own }) => [original, rebuilt(model, own, given[name])]))
}

/** The answer as an input: without the fields that the object does not have. */
function asInput(model: KindModel, type: ModelType, value: unknown): unknown {
  if (type.is === 'list') return (value as unknown[]).map(item => asInput(model, type.of, item))
  if (type.is === 'map') return (value as { key: string; value: unknown }[]).map(({ key, value: child }) => ({ key, value: asInput(model, type.of, child) }))
  if (type.is !== 'object') return value
  const given = value as Record<string, unknown>
  const fields = (model.objects.get(type.name)?.fields ?? []).filter(({ name }) => given[name] !== null)
  return Object.fromEntries(fields.map(({ name, type: own }) => [name, asInput(model, own, given[name])]))
}

const kind = objectSchema(structuralSchema).chain(spec => fc.record({ spec: fc.constant(spec), value: fittingValue(spec) }))

test('no field of an object is lost between the cluster, an answer, and the input that writes it again', { timeout: propertyTimeoutMs }, async () => {
  await fc.assert(
    fc.asyncProperty(kind, async ({ spec, value }) => {
      const gvk = [{ group: 'shop.test', version: 'v1', kind: 'Order' }]
      const schemas = { any: { type: 'object', properties: { spec }, 'x-kubernetes-group-version-kind': gvk } }
      const model = buildKindModel({ components: { schemas } }, resource)
      const types = createKindTypes().of(model)
      const root: ModelType = { is: 'object', name: model.root }
      const object = { apiVersion: 'shop.test/v1', kind: 'Order', metadata: { name: 'x', namespace: 'y' }, spec: value }
      const result = await execute({
        schema: composeSchema([{ types, isWritten: true }]),
        document: parse(`{ shop_test { v1 { Order(namespace: "y", name: "x") ${selection(model, root)} } } }`),
        contextValue: contextOf({ get: async () => storedObject(resource, object) }),
      })
      expect(result).not.toHaveProperty('errors')
      const answer = JSON.parse(JSON.stringify(result)).data.shop_test.v1.Order
      expect(rebuilt(model, root, answer)).toEqual(object)
      expect(types.decode(asInput(model, root, answer))).toEqual(object)
      expect(coerceInputValue(asInput(model, root, omit(answer)), types.inputType() as GraphQLInputType)).toBeDefined()
    }),
    { numRuns: propertyRuns(100) },
  )
})

/** Their input has neither: they are the kind's own. */
function omit({ apiVersion: _apiVersion, kind: _kind, ...rest }: Record<string, unknown>) {
  return { ...rest, apiVersion: null, kind: null }
}
