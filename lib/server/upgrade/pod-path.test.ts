import { expect, test } from 'vitest'
import { readPodPath } from './pod-path.ts'

const hide = (path: string) => Buffer.from(path).toString('base64url')

test.each([
  '/api/v1/namespaces/shop/pods/web-0/exec?command=sh&command=-c&command=echo%20a%2Fb&stdin=true&tty=true',
  '/api/v1/namespaces/shop/pods/web.0/attach',
  '/api/v1/namespaces/shop/pods/web-0/portforward?ports=80',
])('%s comes out as it went in', path => {
  expect(readPodPath(hide(path))).toBe(path)
})

test.each([
  '/api/v1/namespaces/shop/pods/web-0',
  '/api/v1/namespaces/shop/pods/web-0/log?follow=1',
  '/api/v1/namespaces/shop/pods/web-0/exec/more',
  '/api/v1/namespaces/shop/pods/web-0/proxy/exec',
  '/api/v1/namespaces/shop/services/web/proxy',
  '/api/v1/pods/web-0/exec',
  '/apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/x/vnc',
  '/metrics',
  '/api/v1/namespaces/shop%2Fpods/x/exec',
  '/api/v1/namespaces/shop/pods/../exec',
  '/api/v1/namespaces/shop/pods/%2e%2e/exec',
  '/api/v1/namespaces//pods/web-0/exec',
  '//evil.test/api/v1/namespaces/shop/pods/web-0/exec',
  'https://evil.test/api/v1/namespaces/shop/pods/web-0/exec',
  '/api/v1/namespaces/shop/pods/web-0/exec?x=é',
  '/api/v1/namespaces/shop/pods/web-0/exec?x=1 HTTP/1.1\r\nImpersonate-User: b',
  '/api/v1/namespaces/shop/pods/web-0/exec#x',
  '',
])('%j is refused', path => {
  expect(() => readPodPath(hide(path))).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(?:BAD_REQUEST|NOT_FOUND)$/) }))
})

test.each(['L2FwaQ==', 'L2Fw aQ', '%2F', 'L2FwaR', '+/', '!'])('%j is no base64url', segment => {
  expect(() => readPodPath(segment)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})
