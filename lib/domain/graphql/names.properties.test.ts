import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyString } from '../testing/any-string.ts'
import { propertyRuns, propertyTimeoutMs } from '../testing/property-runs.ts'
import {
  componentTypeName,
  decodeName,
  decodeTypeName,
  dnsName,
  fieldName,
  groupName,
  isNameable,
  kindFieldName,
  kindTypeName,
  nestedTypeName,
  ownComponentTypeName,
  subscriptionFieldName,
} from './names.ts'

const runs = { numRuns: propertyRuns(200) }
const legal = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/

/** Whatever a key of JSON may be, most of it near what our escapes look like. */
const original = fc.oneof(
  fc.constantFrom('constructor', 'toString', '__proto__', 'constructor_', '_u63_onstructor'),
  anyString({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('_', 'u', '5', 'f', '2d', '-', '.', 'a', '__', '_u', 'A', '0', '_u5f_', '\ud800', '\udc00'), maxLength: 10 }),
)
const labelText = fc.stringMatching(/^[a-z]([-a-z0-9]{0,5}[a-z0-9])?$/)
const group = fc.oneof(
  fc.constantFrom('', 'core', 'apps', 'batch', 'kinds', 'search', 'networking.istio.io', '3scale.net', 'a.v1', 'a.b', 'a--b.c', 'a.u2d.b', 'u5f'),
  fc.array(fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,4}[a-z0-9])?$/), { minLength: 1, maxLength: 3 }).map(parts => parts.join('.')),
)
const version = fc.oneof(fc.constantFrom('v1', 'v1beta1', 'b', 'u2d', 'v1-3'), labelText)
const kind = fc.oneof(
  fc.constantFrom('VirtualService', 'K', 'foo', 'List', 'Foo_List', 'Foo-bar', 'K_u_', 'Foo_Input'),
  original.filter(text => text !== ''),
)
const plural = fc.oneof(fc.constantFrom('pods', 'bar', 'foo-bar', 'object-pods'), labelText)
const place = fc.record({ group, version, kind, resource: plural })

/** Two different originals never get the same name. */
function injective<T>(arbitrary: fc.Arbitrary<T>, name: (value: T) => string, same: (value: T) => string) {
  fc.assert(
    fc.property(fc.array(arbitrary, { minLength: 2, maxLength: 12 }), values => {
      const seen = new Map<string, string>()
      for (const value of values) {
        const key = name(value)
        expect(key).toMatch(legal)
        expect(seen.get(key) ?? same(value)).toBe(same(value))
        seen.set(key, same(value))
      }
    }),
    runs,
  )
}

describe('names in GraphQL', () => {
  test('of fields are legal, each of one original, and lead back to it', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(original, text => {
        expect(fieldName(text)).toMatch(legal)
        expect(decodeName(fieldName(text))).toBe(text)
        expect(fieldName(text) in {}).toBe(false)
      }),
      runs,
    )
  })

  test('of fields never look like one of ours', { timeout: propertyTimeoutMs }, () => {
    fc.assert(
      fc.property(original, text => {
        if (fieldName(text).startsWith('_')) expect(fieldName(text)).toMatch(/^_u[0-9a-f]*_/)
      }),
      runs,
    )
  })

  test('of kinds are legal, each of one kind, and lead back to it with whatever is made from them', { timeout: propertyTimeoutMs }, () => {
    injective(place, kindTypeName, ({ group, version, kind }) => JSON.stringify([group, version, kind]))
    fc.assert(
      fc.property(place, original, fc.constantFrom('', '_List', '_Batch', '_Input'), ({ resource: _, ...at }, field, suffix) => {
        expect(decodeTypeName(kindTypeName(at) + suffix)).toEqual(at)
        expect(decodeTypeName(nestedTypeName(kindTypeName(at), field) + suffix)).toEqual(at)
      }),
      runs,
    )
  })

  test('of types inside a kind and of what is made from types never meet', { timeout: propertyTimeoutMs }, () => {
    const suffix = fc.constantFrom('', '_List', '_Batch', '_Change', '_Input', '_Entry', '_Value', '_Value_Entry', '_Entry_Input')
    const path = fc.record({ place, fields: fc.array(original, { maxLength: 3 }), suffix })
    injective(
      path,
      ({ place, fields, suffix }) => fields.reduce(nestedTypeName, kindTypeName(place)) + suffix,
      ({ place: { group, version, kind }, fields, suffix }) => JSON.stringify([group, version, kind, fields, suffix]),
    )
  })

  test('of components never meet', { timeout: propertyTimeoutMs }, () => {
    const component = fc.oneof(original, fc.constantFrom('io.k8s.api.apps.v1.DeploymentSpec', 'a.Input', 'a_Input', 'a.u2d.b', 'a-b', 'a..b', 'a.b.Entry'))
    const own = fc.record({ place: fc.option(place), component, field: fc.option(original), suffix: fc.constantFrom('', '_Input', '_Entry', '_Value') })
    injective(
      own,
      ({ place, component, field, suffix }) => {
        const name = place ? ownComponentTypeName(place, component) : componentTypeName(component)
        return (field === null ? name : nestedTypeName(name, field)) + suffix
      },
      ({ place, component, field, suffix }) => JSON.stringify([place?.group, place?.version, component, field, suffix]),
    )
  })

  test('of groups, versions and kinds never meet in the one place they stand in', { timeout: propertyTimeoutMs }, () => {
    injective(group, groupName, text => text)
    injective(version, dnsName, text => text)
    injective(place, subscriptionFieldName, ({ group, version, resource }) => JSON.stringify([group, version, resource]))
    injective(
      fc.record({ place, isPlural: fc.boolean() }),
      ({ place, isPlural }) => (isPlural ? dnsName(place.resource) : kindFieldName(place.kind)),
      ({ place, isPlural }) => JSON.stringify([isPlural, isPlural ? place.resource : place.kind]),
    )
  })

  test('of groups are no other field of Query', () => {
    expect(['', 'apps', 'networking.istio.io', 'core', 'kinds', '3scale.net', 'a-b.c'].map(groupName)).toEqual([
      'core',
      'apps',
      'networking_istio_io',
      '_core',
      '_kinds',
      '_3scale_net',
      'a__b_c',
    ])
  })

  test('are as one would write them where nothing is in the way', () => {
    const at = { group: 'networking.istio.io', version: 'v1', kind: 'VirtualService', resource: 'virtualservices' }
    expect(kindTypeName(at)).toBe('networking_istio_io_v1_VirtualService')
    expect(subscriptionFieldName(at)).toBe('networking_istio_io_v1_virtualservices')
    expect(kindTypeName({ group: '', version: 'v1', kind: 'pod' })).toBe('core_v1_K_u_pod')
    expect(['a_b', '_a', 'x-y', '9', '', '$ref', 'a_u5-'].map(fieldName)).toEqual(['a_b', '_u5f_a', 'x_u2d_y', '_u39_', '_u_', '_u24_ref', 'a_u5f_u5_u2d_'])
    expect(componentTypeName('io.k8s.api.apps.v1.DeploymentSpec')).toBe('Ref_io_k8s_api_apps_v1_DeploymentSpec')
    expect(['a-b', 'a.u2d.b', 'a.Input', 'a..b'].map(componentTypeName)).toEqual(['Ref_a_u2d_b', 'Ref_a_u2e_u2d_b', 'Ref_a_u2e_Input', 'Ref_a_u2e__b'])
  })

  test('of what is none of ours lead nowhere', () => {
    for (const name of ['Health', 'Query', 'Ref_io_k8s_Pod', 'core_v1_', 'core_v1_pod', '__Type', 'v1_Pod', '_u110000_'])
      expect(decodeTypeName(name)).toBeNull()
    expect(decodeName('_u110000_')).toBe('_u110000_')
    expect(isNameable({ group: '', version: 'v1', resource: 'pods', kind: 'Pod' })).toBe(true)
    for (const odd of [{ group: 'A' }, { version: '1' }, { resource: 'pods/x' }, { kind: '' }, { group: 'a_b' }, { resource: 'a.b' }])
      expect(isNameable({ group: '', version: 'v1', resource: 'pods', kind: 'Pod', ...odd })).toBe(false)
  })
})
