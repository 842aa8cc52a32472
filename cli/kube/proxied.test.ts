import { describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../kubeconfig/connect.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localHttpsServer, selfSigned } from '../testing/local-https-server.ts'
import { localServer } from '../testing/local-server.ts'
import { connectProxy, type SmallProxy, socksProxy } from '../testing/small-proxies.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { createTransport, readText } from './transport.ts'

async function open(proxy: Promise<SmallProxy>): Promise<SmallProxy> {
  const opened = await proxy
  onTestFinished(opened.close)
  return opened
}

/** What a kube-apiserver at `server` answers a transport with these fields of the cluster and this environment. */
async function ask(server: string, cluster: Record<string, unknown>, env: Record<string, string> = {}): Promise<string> {
  const file = `${tempFolder({ config: kubeconfigYaml({ server, cluster, user: { token: 'abc' } }) })}/config`
  const transport = createTransport(connect({ kubeconfig: file }, env, false), () => {})
  onTestFinished(() => transport.close())
  const { body } = await transport.request({ method: 'GET', path: '/' })
  return readText(body)
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

async function tlsServer() {
  const { origin, certificate } = await localHttpsServer((request, response) => response.end(`hello ${request.headers.authorization}`))
  return { origin, cluster: { 'certificate-authority-data': base64(certificate) } }
}

describe('a server behind a proxy', () => {
  test.each<[string, () => Promise<SmallProxy>, (proxy: SmallProxy) => string]>([
    ['an HTTP proxy', connectProxy, proxy => `http://127.0.0.1:${proxy.port}`],
    ['an HTTP proxy with a password', () => connectProxy({ credential: 'jane:p:w' }), proxy => `http://jane:p%3Aw@127.0.0.1:${proxy.port}`],
    ['a SOCKS5 proxy', socksProxy, proxy => `socks5://127.0.0.1:${proxy.port}`],
    ['a SOCKS5 proxy with a password', () => socksProxy({ credential: 'jane:p@w' }), proxy => `socks5://jane:p%40w@127.0.0.1:${proxy.port}`],
  ])('%s: end to end TLS, and the proxy looks the name up', async (_what, start, url) => {
    const [{ origin, cluster }, proxy] = [await tlsServer(), await open(start())]
    expect(await ask(origin, { ...cluster, 'proxy-url': url(proxy) })).toBe('hello Bearer abc')
    expect(proxy.passed).toEqual([new URL(origin).host])
  })

  test('a proxy that speaks TLS is trusted by the authorities of the cluster, as in Go', async () => {
    const { origin, cluster } = await tlsServer()
    const tls = selfSigned()
    const proxy = await open(connectProxy({ tls }))
    const trusting = { 'certificate-authority-data': base64(`${Buffer.from(cluster['certificate-authority-data'], 'base64')}\n${tls.cert}`) }
    expect(await ask(origin, { ...trusting, 'proxy-url': `https://localhost:${proxy.port}` })).toBe('hello Bearer abc')
    const error = await failureOf(() => ask(origin, { ...cluster, 'proxy-url': `https://localhost:${proxy.port}` }))
    expect(error.message).toMatch(/cannot be reached through the proxy https:\/\/localhost:\d+ \(proxy-url of cluster "one"\)/)
  })

  test('the proxy of the environment, unless proxy-url says otherwise', async () => {
    const { origin, cluster } = await tlsServer()
    // Loopback is never proxied by the environment; this name is one that the proxies alone know.
    const names = { 'cluster.invalid': '127.0.0.1' }
    const [one, two] = [await open(connectProxy({ names })), await open(socksProxy({ names }))]
    const server = origin.replace('localhost', 'cluster.invalid')
    const env = { HTTPS_PROXY: `127.0.0.1:${one.port}` }
    const named = { ...cluster, 'tls-server-name': 'localhost' }
    expect(await ask(server, named, env)).toBe('hello Bearer abc')
    expect(await ask(server, named, { HTTPS_PROXY: `socks5h://127.0.0.1:${two.port}` })).toBe('hello Bearer abc')
    expect(await ask(server, { ...named, 'proxy-url': `socks5://127.0.0.1:${two.port}` }, env)).toBe('hello Bearer abc')
    await ask(origin, cluster, env)
    expect([one.passed.length, two.passed.length]).toEqual([1, 2])
  })

  test.each<[string, () => Promise<SmallProxy>, string]>([
    ['http://jane:wrong-pw@', () => connectProxy({ credential: 'jane:right' }), 'the proxy on the way does not connect to it'],
    ['socks5://jane:wrong-pw@', () => socksProxy({ credential: 'jane:right' }), 'the proxy on the way does not connect to it'],
  ])('%s: a wrong password is told, and not shown', async (url, start, message) => {
    const [{ origin, cluster }, proxy] = [await tlsServer(), await open(start())]
    const error = await failureOf(() => ask(origin, { ...cluster, 'proxy-url': `${url}127.0.0.1:${proxy.port}` }))
    expect([error.code, error.message]).toEqual(['CLUSTER_UNREACHABLE', expect.stringContaining(message)])
    expect([error.message, JSON.stringify(error.details), String(error.cause)].join()).not.toContain('wrong-pw')
  })

  test.each(['http', 'socks5'])('a %s proxy that is not there is told by its address', async scheme => {
    const { origin, cluster } = await tlsServer()
    const error = await failureOf(() => ask(origin, { ...cluster, 'proxy-url': `${scheme}://127.0.0.1:1` }))
    expect(error.message).toContain(`through the proxy ${scheme}://127.0.0.1:1 (proxy-url of cluster "one")`)
  })

  test.each(['socks5h://127.0.0.1:1', 'ftp://127.0.0.1:1', '127.0.0.1:1'])('proxy-url %s is refused as by kubectl', async url => {
    expect((await failureOf(() => ask('https://localhost:1', { 'proxy-url': url }))).message).toBe(
      'The proxy-url of cluster "one" is not the address of a proxy.',
    )
  })
})

test('plain HTTP to a server that speaks TLS, as Go answers it, is told with what to write', async () => {
  const origin = await localServer((_request, response) => response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n'))
  expect((await failureOf(() => ask(origin.replace('http://', ''), {}))).message).toContain('it speaks TLS, and the kubeconfig asks for plain HTTP')
})
