import { expect, test } from 'vitest'
import { parseServiceAccount } from './service-account.ts'

test.each([
  ['system:serviceaccount:shop:robot', { namespace: 'shop', name: 'robot' }],
  ['system:serviceaccount:shop:a.b-c', { namespace: 'shop', name: 'a.b-c' }],
  // These are names of users to the kube-apiserver.
  ['system:serviceaccount:shop:Bad_Name', null],
  ['system:serviceaccount:Shop:robot', null],
  ['system:serviceaccount:shop.a:robot', null],
  ['system:serviceaccount:shop:a:b', null],
  ['system:serviceaccount:shop:', null],
  ['system:serviceaccount:shop:a..b', null],
  [`system:serviceaccount:shop:${'a'.repeat(254)}`, null],
  ['System:serviceaccount:shop:robot', null],
  ['bob', null],
])('%s', (user, account) => expect(parseServiceAccount(user)).toEqual(account))
