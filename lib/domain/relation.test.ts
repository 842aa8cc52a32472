import { expect, it } from 'vitest'
import type { Reference } from '#contract/operations/object.ts'
import { ownedRelation, pointerRelation, toRelation } from './relation.ts'
import { createText } from './text.ts'

const english = createText('en', {})

const issuer: Reference = { group: 'cert-manager.io', version: 'v1', kind: 'Issuer', resource: 'issuers', namespace: 'shop', name: 'ca' }

it('leads to the object, and names its namespace where that is another one', () => {
  expect(toRelation(issuer, 'shop')).toMatchObject({ href: '/resources/cert-manager.io/v1/issuers/shop/ca', namespace: null })
  expect(toRelation(issuer, 'payments').namespace).toBe('shop')
  expect(toRelation({ ...issuer, namespace: null }, 'shop')).toMatchObject({ href: '/resources/cert-manager.io/v1/issuers/-/ca', namespace: null })
})

it('leads nowhere where the kind is not served', () => {
  expect(toRelation({ ...issuer, version: null, resource: null }, 'shop')).toMatchObject({ href: null, name: 'ca' })
})

it('marks how what is owned does, and stays silent where it says nothing', () => {
  const node = (level: 'OK' | 'UNKNOWN' | 'FAILING', depth = 1) => ownedRelation({ depth, health: { level, word: 'Word' }, reference: issuer }, 'shop')
  expect([node('OK').mark, node('UNKNOWN').mark, node('FAILING').mark]).toEqual([{ level: 'ok', word: 'Word' }, null, { level: 'failing', word: 'Word' }])
  expect(node('OK', 2).indent).toBe(1)
})

it('says what is missing, what could not be told, and why', () => {
  const pointer = { ...issuer, via: 'spec.issuerRef', exists: true, unreadable: null }
  expect(pointerRelation(pointer, 'shop', english)).toMatchObject({ mark: null, via: 'spec.issuerRef' })
  expect(pointerRelation({ ...pointer, exists: false }, 'shop', english).mark).toEqual({ level: 'warning', word: 'Missing' })
  expect(pointerRelation({ ...pointer, exists: null, unreadable: 'may not' }, 'shop', english)).toMatchObject({ name: 'ca', mark: null })
  expect(pointerRelation({ ...pointer, name: null, exists: null, unreadable: '3 more are selected.' }, 'shop', english)).toMatchObject({
    name: '3 more are selected.',
    href: null,
  })
})
