import { describe, expect, test } from 'vitest'
import { failureOf } from '../testing/throws.ts'
import { describeProxy, environmentProxy } from './proxy.ts'

const proxy = 'http://proxy.test:3128'

describe('the proxy of the environment', () => {
  test.each<[string, string, Record<string, string>, string | null]>([
    ['none', 'https://api.test', {}, null],
    ['HTTPS_PROXY for https', 'https://api.test', { HTTPS_PROXY: proxy }, 'http://proxy.test:3128/'],
    ['not HTTP_PROXY for https', 'https://api.test', { HTTP_PROXY: proxy }, null],
    ['HTTP_PROXY for http', 'http://api.test', { http_proxy: proxy }, 'http://proxy.test:3128/'],
    ['capitals before small letters', 'https://api.test', { HTTPS_PROXY: 'http://capitals', https_proxy: 'http://small' }, 'http://capitals/'],
    ['an empty one is none', 'https://api.test', { HTTPS_PROXY: '', https_proxy: 'http://small' }, 'http://small/'],
    ['no ALL_PROXY, as in Go', 'https://api.test', { ALL_PROXY: proxy }, null],
    ['without a scheme', 'https://api.test', { HTTPS_PROXY: 'proxy.test:3128' }, 'http://proxy.test:3128/'],
    ['an address without a scheme', 'https://api.test', { HTTPS_PROXY: '10.0.0.1:3128' }, 'http://10.0.0.1:3128/'],
    ['socks5h', 'https://api.test', { HTTPS_PROXY: 'socks5h://s:1' }, 'socks5h://s:1'],
    ['what is no address is ignored', 'https://api.test', { HTTPS_PROXY: 'a b' }, null],
  ])('%s', (_what, origin, env, expected) => {
    expect(environmentProxy(origin, env)?.url.href ?? null).toBe(expected)
  })

  test.each<[string, string, boolean]>([
    ['', 'https://api.test:6443', true],
    ['api.test', 'https://api.test:6443', false],
    ['API.test', 'https://api.test', false],
    ['test', 'https://api.test', false],
    ['pi.test', 'https://api.test', true],
    ['api.test', 'https://a.api.test', false],
    ['.api.test', 'https://api.test', true],
    ['.api.test', 'https://a.api.test', false],
    ['*.api.test', 'https://api.test', true],
    ['*.api.test', 'https://a.api.test', false],
    ['other, api.test:6443', 'https://api.test:6443', false],
    ['api.test:443', 'https://api.test:6443', true],
    ['api.test:443', 'https://api.test', false],
    ['*', 'https://api.test', false],
    ['10.0.0.0/8', 'https://10.244.0.1:6443', false],
    ['10.0.0.0/8', 'https://11.0.0.1', true],
    ['10.0.0.0/8', 'https://ten.test', true],
    ['10.0.0.0/99', 'https://10.0.0.1', true],
    ['10.244.0.1', 'https://10.244.0.1:6443', false],
    ['10.244.0.1:6443', 'https://10.244.0.1:6443', false],
    ['10.244.0.1:443', 'https://10.244.0.1:6443', true],
    ['fd00::/8', 'https://[fd00::2]:6443', false],
    ['[fd00::2]:6443', 'https://[fd00::2]:6443', false],
    ['fd00::2', 'https://[fd00::2]', false],
    ['fd00::3', 'https://[fd00::2]', true],
    ['244.0.1', 'https://10.244.0.1', true],
    ['bücher.test', 'https://xn--bcher-kva.test', false],
    [':443', 'https://api.test', true],
    ['localhost.test', 'https://localhost.test', false],
  ])('NO_PROXY=%s: %s is proxied: %s', (noProxy, origin, isProxied) => {
    expect(environmentProxy(origin, { HTTPS_PROXY: proxy, NO_PROXY: noProxy }) !== null).toBe(isProxied)
  })

  test.each(['https://localhost:6443', 'https://127.0.0.1', 'https://127.8.8.8', 'https://[::1]:6443'])('%s is never proxied', origin => {
    expect(environmentProxy(origin, { HTTPS_PROXY: proxy })).toBeNull()
  })

  test('one of an unknown kind is refused by its name, and a password is never shown', async () => {
    const error = await failureOf(() => environmentProxy('https://api.test', { HTTPS_PROXY: 'ftp://user:secret@x' }))
    expect([error.code, error.message]).toEqual(['KUBECONFIG_INVALID', 'HTTPS_PROXY names a proxy of the kind ftp://.'])
    expect(describeProxy({ url: new URL('http://user:secret@x:1'), source: 'HTTPS_PROXY' })).toBe('the proxy http://x:1 (HTTPS_PROXY)')
  })
})
