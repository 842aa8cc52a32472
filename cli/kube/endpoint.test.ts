import { execFile } from 'node:child_process'
import type { RequestListener } from 'node:http'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { localHttpsServer, selfSigned } from '../testing/local-https-server.ts'
import { connectProxy, type SmallProxy, socksProxy } from '../testing/small-proxies.ts'

const secret = 'Bearer bearer-canary'

/** What a process with NODE_TLS_REJECT_UNAUTHORIZED=0 does: per case the status of the answer, or why there was none. */
const script = `
  const { createDispatcher } = await import(process.env.ENDPOINT)
  const { handshake } = await import(process.env.UPGRADE)
  const { confirmAddress } = await import(process.env.CONFIRM)
  const outcomes = {}
  for (const { name, kind, origin, tls, proxy } of JSON.parse(process.env.CASES)) {
    try {
      if (kind === 'confirm') {
        await confirmAddress({ url: origin, clusterId: 'c' })
        continue
      }
      const endpoint = { origin, tls, proxy: proxy && { url: new URL(proxy), source: 'x' } }
      const options = { origin, method: 'GET', path: '/', headers: { authorization: process.env.SECRET } }
      const dispatcher = createDispatcher(endpoint, null)
      if (kind === 'upgrade') outcomes[name] = (await handshake(dispatcher, options)).answer.status
      else outcomes[name] = (await dispatcher.request(options)).statusCode
    } catch (thrown) {
      outcomes[name] = (thrown.cause ?? thrown).code
    }
  }
  console.log(JSON.stringify(outcomes))
  process.exit(0)`

test('NODE_TLS_REJECT_UNAUTHORIZED of the environment changes nothing: only insecure-skip-tls-verify lets a foreign server in', async () => {
  const seen: unknown[] = []
  const listener: RequestListener = (request, response) => {
    seen.push([request.url, request.headers.authorization])
    response.end('{}')
  }
  const { origin } = await localHttpsServer(listener)
  const proxies = [await connectProxy(), await socksProxy(), await connectProxy({ host: 'localhost', tls: selfSigned() })] as const
  onTestFinished(async () => void (await Promise.all(proxies.map(each => each.close()))))
  const [http, socks, https] = proxies
  const at = ({ host, port }: SmallProxy, scheme: string) => `${scheme}://${host}:${port}`
  const tls = { ca: selfSigned().cert, serverName: null, insecure: false }
  const byMachine = { ...tls, ca: null }
  const insecure = { ...tls, insecure: true }
  const refused = 'DEPTH_ZERO_SELF_SIGNED_CERT'
  const cases = [
    { name: 'direct', origin, tls, proxy: null, expected: refused },
    { name: 'direct, by what the machine trusts', origin, tls: byMachine, proxy: null, expected: refused },
    { name: 'a WebSocket', kind: 'upgrade', origin, tls, proxy: null, expected: refused },
    { name: 'through a proxy', origin, tls, proxy: at(http, 'http'), expected: refused },
    { name: 'through a SOCKS proxy', origin, tls, proxy: at(socks, 'socks5'), expected: refused },
    { name: 'through a foreign proxy', origin, tls, proxy: at(https, 'https'), expected: refused },
    { name: 'the address of an ingress', kind: 'confirm', origin, expected: refused },
    { name: 'insecure', origin, tls: insecure, proxy: null, expected: 200 },
    { name: 'insecure, through a proxy', origin, tls: insecure, proxy: at(http, 'http'), expected: 200 },
  ]
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: {
      ...process.env,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      ENDPOINT: new URL('./endpoint.ts', import.meta.url).href,
      UPGRADE: new URL('./upgrade.ts', import.meta.url).href,
      CONFIRM: new URL('../ingress/confirm-address.ts', import.meta.url).href,
      CASES: JSON.stringify(cases),
      SECRET: secret,
    },
  })
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(cases.map(({ name, expected }) => [name, expected])))
  expect(seen, 'only where the kubeconfig says so').toEqual([
    ['/', secret],
    ['/', secret],
  ])
})
