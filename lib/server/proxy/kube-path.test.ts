import { describe, expect, test } from 'vitest'
import { checkKubePath, extraQuery, isStreamRequest, withQuery } from './kube-path.ts'

describe('paths that go to the kube-apiserver', () => {
  test.each([
    '/api',
    '/apis/',
    '/version',
    '/openapi/v3?x=1',
    '/healthz/etcd',
    '/api/v1/namespaces/shop/pods/reviews-1/log?follow=true&container=a',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/a%20b%3Ac',
    '/api/v1/pods?fieldSelector=a%2Fb%3D..%2F&labelSelector=x//y',
  ])('%s unchanged', path => {
    expect(checkKubePath(path)).toBe(path)
  })

  test.each([
    ...[
      '',
      'api',
      'https://evil.test/api',
      '//evil.test/api',
      '/\\evil.test',
      '/api//v1',
      '/api/v1//',
      '/api\\v1',
      '/api/v1/%5c',
      '/api/v1/a%2fb',
      '/api/v1/a%2Fb',
    ],
    ...[
      '/api/..',
      '/api/../metrics',
      '/api/./v1',
      '/api/%2e%2e/metrics',
      '/api/%2E%2e/x',
      '/api/.%2e/x',
      '/api/%252e%252e/x',
      '/api/.%25252e/x',
      '/api/v1/a%2525252fb',
      '/api/v1/%252f',
      '/api/%255c',
      '/api/%00',
      '/api/%252f%25',
      '/api/%2500',
    ],
    ...[
      '/api/%0d%0aX: y',
      '/api/v1 HTTP/1.1',
      '/api/\r\nX: y',
      '/api/é',
      '/api/%',
      '/api/%zz',
      '/api/%c0%ae%c0%ae/x',
      '/api#x',
      '/api?x#y',
      '/api/v1?x=\\ y',
      '/api?é',
    ],
  ])('refuses %j', path => {
    expect(() => checkKubePath(path)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })

  test.each(['/', '/metrics', '/apisx/v1', '/API/v1', '/debug/pprof', '/.well-known/openid-configuration', '/logs', '/healthzz', '/%61pi/v1'])(
    '%s is no part of the Kubernetes API',
    path => {
      expect(() => checkKubePath(path)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    },
  )
})

describe('query parameters in a header', () => {
  test('carries what the service proxy would refuse', () => {
    expect(withQuery('/api/v1/pods', extraQuery('dryRun=All'))).toBe('/api/v1/pods?dryRun=All')
    expect(withQuery('/api/v1/pods?x=1', extraQuery('dryRun=All'))).toBe('/api/v1/pods?x=1&dryRun=All')
    expect(withQuery('/api/v1/pods', extraQuery(undefined))).toBe('/api/v1/pods')
  })

  test.each(['watch=1', 'dryRun=All&watch=1', 'dryRun=a%26watch=1', 'dryRun=', 'dryRun', 'dryRun=All#x', 'dryRun=a%0d%0ab'])('refuses %j', header => {
    expect(() => extraQuery(header)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })
})

test.each([
  ['/api/v1/pods?watch=1', true],
  ['/api/v1/pods?watch=true', true],
  ['/api/v1/pods?limit=1&watch=True', true],
  ['/api/v1/namespaces/a/pods/b/log?follow=true', true],
  ['/api/v1/pods?watch=yes', true],
  ['/api/v1/pods?watch', true],
  ['/api/v1/pods?watch=False', false],
  ['/api/v1/watch/pods', true],
  ['/apis/a.b/v1/watch/things', true],
  ['/api/v1/pods', false],
  ['/api/v1/pods?watch=0', false],
  ['/api/v1/namespaces/watch/pods', false],
])('whether %s is a stream: %s', (path, expected) => {
  expect(isStreamRequest(path)).toBe(expected)
})
