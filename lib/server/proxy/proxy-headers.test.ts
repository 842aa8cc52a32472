import { describe, expect, test } from 'vitest'
import { forwardedResponseHeaders } from './proxy-headers.ts'

describe('headers of an answer', () => {
  test('only those of the list go on, and none is stored', () => {
    const headers = forwardedResponseHeaders(
      {
        'content-type': 'application/json',
        'audit-id': 'a',
        warning: '299 - "old"',
        'set-cookie': ['x=1'],
        'access-control-allow-origin': '*',
        connection: 'close',
      },
      '',
    )
    expect(headers).toEqual({
      'content-type': 'application/json',
      'audit-id': 'a',
      warning: '299 - "old"',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    })
  })

  test.each(['text/html', 'TEXT/HTML; charset=utf-8', 'application/xhtml+xml', 'image/svg+xml', 'text/javascript'])('%s of a pod is never run here', type => {
    expect(forwardedResponseHeaders({ 'content-type': type }, '')['content-type']).toBe('text/plain; charset=utf-8')
  })

  test.each([
    ['/api/v1/x/', '', '/api/k8s/api/v1/x/'],
    ['/k8s/c/api/v1/x', '/k8s/c', '/api/k8s/api/v1/x'],
    ['https://evil.test/', '', undefined],
    ['//evil.test/', '', undefined],
    ['/\\evil.test', '', undefined],
  ])('a Location %s below %j becomes %s', (location, basePath, expected) => {
    expect(forwardedResponseHeaders({ location }, basePath)['location']).toBe(expected)
  })
})
