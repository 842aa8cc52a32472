import { expect, test } from 'vitest'
import type { OwnClient } from '../kube/own-client.ts'
import { createClock } from '../testing/session-kit.ts'
import { createAuthenticationConfig, parseAuthenticationConfig } from './authentication-config.ts'

test('reads both CAs and the names that the front proxy may have', () => {
  const data = { 'client-ca-file': 'PEM 1\n', 'requestheader-client-ca-file': 'PEM 2\n', 'requestheader-allowed-names': '["front-proxy-client"]' }
  expect(parseAuthenticationConfig({ data })).toEqual({ clientCaPem: 'PEM 1', requestHeaderCaPem: 'PEM 2', allowedNames: ['front-proxy-client'] })
})

test('tells what a cluster does not have', () => {
  const nothing = { clientCaPem: null, requestHeaderCaPem: null, allowedNames: [] }
  expect(parseAuthenticationConfig({})).toEqual(nothing)
  expect(parseAuthenticationConfig({ data: { 'client-ca-file': '', 'requestheader-allowed-names': '[]' } })).toEqual(nothing)
})

test.each(['', 'front-proxy-client', '"front-proxy-client"', '{}', '[1]'])('never takes unreadable names %j for any name', text => {
  expect(() => parseAuthenticationConfig({ data: { 'requestheader-allowed-names': text } })).toThrow(/no JSON list of names/)
})

test('is read again after a minute', async () => {
  const clock = createClock()
  const asked: string[] = []
  const client: OwnClient = {
    watch: async () => undefined,
    json: async ({ path }) => {
      asked.push(path)
      return { data: { 'client-ca-file': `PEM ${asked.length}` } }
    },
  }
  const config = createAuthenticationConfig(client, clock.now)
  expect((await config.get()).clientCaPem).toBe('PEM 1')
  clock.advance(59_999)
  expect((await config.get()).clientCaPem).toBe('PEM 1')
  clock.advance(1)
  expect((await config.get()).clientCaPem).toBe('PEM 2')
  expect(asked[0]).toBe('/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication')
})
