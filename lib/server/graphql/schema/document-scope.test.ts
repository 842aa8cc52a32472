import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { ServedResource } from '#domain/resource.ts'
import { nameResources, scopeKey, scopeOf } from './document-scope.ts'

function served(group: string, version: string, resource: string, kind: string): ServedResource {
  return { group, version, resource, kind, singular: kind.toLowerCase(), namespaced: true, verbs: [], shortNames: [], categories: [], subresources: [] }
}
const named = nameResources([
  served('', 'v1', 'pods', 'Pod'),
  served('', 'v1', 'services', 'Service'),
  served('networking.istio.io', 'v1', 'virtualservices', 'VirtualService'),
  served('networking.istio.io', 'v1', 'gateways', 'Gateway'),
  served('networking.istio.io', 'v1beta1', 'virtualservices', 'VirtualService'),
  served('a-b.test', 'v1', 'foo-bars', 'foo'),
  served('odd.test', 'v1', 'things/odd', 'Thing'),
])
const scope = (text: string) => scopeKey(scopeOf(parse(text), named))

describe('the kinds that a document names', () => {
  test.each([
    ['{ networking_istio_io { v1 { virtualservices { total } } } }', 'networking.istio.io/v1/virtualservices'],
    ['{ core { v1 { Pod(name: "a") { kind } } } }', 'v1/pods'],
    ['{ x: core { y: v1 { z: pods { total } } } }', 'v1/pods'],
    ['{ core { ...F } } fragment F on Group_core { v1 { ... on Version_core_v1 { pods { total } } } }', 'v1/pods'],
    ['{ a__b_test { v1 { object_foo(name: "a") { kind } } } }', 'a-b.test/v1/foo-bars'],
    ['{ a__b_test { v1 { foo__bars { total } } } }', 'a-b.test/v1/foo-bars'],
    ['subscription { networking_istio_io_v1beta1_virtualservices { token } }', 'networking.istio.io/v1beta1/virtualservices'],
    ['subscription { core_v1_pods { token } }', 'v1/pods'],
    ['{ list(resource: {resource: "pods"}) { items { ... on core_v1_Pod { kind } } } }', 'v1/pods'],
    ['{ search { x { ... on core_v1_Pod__spec { a } } } }', 'v1/pods'],
    ['mutation { create_core_v1_Pod(input: {}) { kind } }', 'v1/pods!'],
    ['mutation A($i: core_v1_Pod_Input!) { create_core_v1_Pod(input: $i) { kind } }', 'v1/pods!'],
    ['query A($i: core_v1_Pod_Input!) { core { v1 { services { total } } } }', 'v1/pods! v1/services'],
    ['{ core { v1 { pods { total } services { total } } } }', 'v1/pods v1/services'],
    ['{ list(resource: {resource: "pods"}) { total } me { name } }', ''],
    [
      '{ networking_istio_io { v1 { gateways { total } } v1beta1 { virtualservices { total } } } }',
      'networking.istio.io/v1/gateways networking.istio.io/v1beta1/virtualservices',
    ],
    ['{ core { ... on Group_core { v1 { ... @include(if: true) { pods { total } } } } } }', 'v1/pods'],
    ['{ nowhere { v1 { pods { total } } } }', ''],
    ['mutation { delete(resource: {resource: "pods"}, name: "a") { kind } }', ''],
  ])('%s', (text, key) => {
    expect(scope(text)).toBe(key)
  })

  test('are the same set whatever their order', () => {
    expect(scope('{ core { v1 { services { total } pods { total } } } }')).toBe(scope('{ core { v1 { pods { total } services { total } } } }'))
  })

  test('have some beside a name that is unknown, so that the refusal can say what is', () => {
    expect(scope('{ core { v1 { podz { total } } } }')).toBe('v1/pods')
    expect(scope('{ core { v9 { pods { total } } } }')).toBe('v1/pods')
    expect(scope('{ networking_istio_io { v1 { zzz { total } } } }')).toBe('networking.istio.io/v1/gateways networking.istio.io/v1/virtualservices')
  })

  test('never have what GraphQL could not name', () => {
    expect(scope('{ odd_test { v1 { Thing(name: "a") { kind } } } }')).toBe('')
  })
})
