import { expect, it } from 'vitest'
import { demoIdentities, demoRights } from './roles.ts'

interface Binding {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly roleRef?: { readonly name: string }
  readonly subjects?: readonly { readonly name: string }[]
}

const rights = demoRights() as Binding[]
const bindingsOf = (user: string) =>
  rights
    .filter(object => object.subjects?.some(subject => subject.name === user))
    .map(object => `${object.metadata.namespace ?? '*'}: ${object.roleRef?.name}`)
    .sort()

it('gives guest nothing', () => expect(bindingsOf('guest')).toEqual([]))

it('gives editor nothing beyond its two namespaces', () => {
  expect(bindingsOf('editor')).toEqual([
    'shop-staging: latchkey-demo:custom-resources-edit',
    'shop-staging: view',
    'shop: latchkey-demo:custom-resources-edit',
    'shop: view',
  ])
})

it('lets viewer read everywhere and write nowhere', () => {
  expect(bindingsOf('viewer')).toEqual(['*: latchkey-demo:custom-resources-view', '*: view'])
})

it('keeps payments in its own namespace', () => {
  expect(bindingsOf('payments')).toEqual(['payments: edit', 'payments: latchkey-demo:custom-resources-edit'])
})

it('makes a ServiceAccount for every user that has a token', () => {
  const accounts = (demoIdentities() as Binding[]).filter(object => object.kind === 'ServiceAccount').map(object => object.metadata.name)
  expect(accounts).toEqual(['viewer', 'payments', 'guest'])
})
