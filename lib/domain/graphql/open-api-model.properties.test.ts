import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns, propertyTimeoutMs } from '../testing/property-runs.ts'
import type { KindModel, ModelType } from './kind-model.ts'
import { buildKindModel } from './open-api-model.ts'
import { objectSchema, structuralSchema } from './testing/structural-schemas.ts'

const resource = {
  group: 'shop.test',
  version: 'v1',
  resource: 'orders',
  kind: 'Order',
  singular: '',
  namespaced: true,
  verbs: [],
  shortNames: [],
  categories: [],
  subresources: [],
}

test('the model of any structural schema has each name once, every type that it speaks of, and every field', { timeout: propertyTimeoutMs }, () => {
  fc.assert(
    fc.property(objectSchema(structuralSchema), given => {
      const schema = { ...given, 'x-kubernetes-group-version-kind': [{ group: 'shop.test', version: 'v1', kind: 'Order' }] }
      const model = buildKindModel({ components: { schemas: { any: schema } } }, resource)
      const entries: string[] = []
      for (const { name, fields } of model.objects.values()) {
        expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/)
        expect(new Set(fields.map(field => field.name)).size).toBe(fields.length)
        expect(fields.length).toBeGreaterThan(0)
        for (const { type } of fields) entries.push(...checkType(model, type))
      }
      const names = [...model.objects.keys(), ...model.enums.keys(), ...entries]
      expect(new Set(names).size).toBe(names.length)
      const own = new Set(model.objects.get(model.root)?.fields.map(({ original }) => original))
      for (const key of Object.keys(given['properties'] as object)) expect(own).toContain(key)
    }),
    { numRuns: propertyRuns(300) },
  )
})

/** Names of the entry types in a type, all of which has to be there. */
function checkType(model: KindModel, type: ModelType): string[] {
  if (type.is === 'list') return checkType(model, type.of)
  if (type.is === 'map') return [type.entry, ...checkType(model, type.of)]
  if (type.is === 'object') expect(model.objects.has(type.name)).toBe(true)
  if (type.is === 'enum') expect(model.enums.has(type.name)).toBe(true)
  return []
}
