import type { RequestListener } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { localHttpsServer } from '../testing/local-https-server.ts'
import { localServer } from '../testing/local-server.ts'
import { failureOf } from '../testing/throws.ts'
import { confirmAddress } from './confirm-address.ts'

const clusterId = '0123456789abcdef'
const methods = { methods: ['token'], serverVersion: '0.1.0', kubernetesVersion: 'v1.36.3', clusterId }

function answering(status: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

describe('Latchkey of the same cluster', () => {
  test.each(['', '/ops/latchkey'])('at the path "%s" of a host, over https with a trusted authority', async prefix => {
    const seen: string[][] = []
    const { origin, certificate } = await localHttpsServer((request, response) => {
      seen.push([request.url ?? '', request.headers.authorization ?? '', request.headers.cookie ?? ''])
      response.end(JSON.stringify(methods))
    })
    trust(certificate)
    await confirmAddress({ url: `${origin}${prefix}`, clusterId })
    expect(seen).toEqual([[`${prefix}/api/v1/login/methods`, '', '']])
  })

  test('over plain http on this computer', async () => {
    const origin = await localServer(answering(200, JSON.stringify(methods)))
    await expect(confirmAddress({ url: origin, clusterId })).resolves.toBeUndefined()
  })
})

describe('refused', () => {
  test('Latchkey of another cluster, naming both', async () => {
    const origin = await localServer(answering(200, JSON.stringify({ ...methods, clusterId: 'fedcba9876543210' })))
    const error = await failureOf(() => confirmAddress({ url: origin, clusterId }))
    expect([error.code, error.exitCode]).toEqual(['USAGE', 2])
    expect(error.message).toBe(
      `Latchkey at ${origin} is that of another cluster: it has the id fedcba9876543210, the cluster of the kubeconfig has ${clusterId}.`,
    )
  })

  test.each<[string, RequestListener]>([
    ['a page', answering(200, '<html>welcome', { 'content-type': 'text/html' })],
    ['another JSON', answering(200, '{"kind":"Status"}')],
    ['nothing of that name', answering(404, JSON.stringify(methods))],
    ['a login page in front', answering(401, '')],
    ['an endless answer', (_request, response) => writeForever(response)],
  ])('%s', async (_what, listener) => {
    const origin = await localServer(listener)
    const error = await failureOf(() => confirmAddress({ url: origin, clusterId }))
    expect([error.code, error.message]).toEqual(['USAGE', expect.stringContaining(`There is no Latchkey at ${origin}`)])
  })

  test('a redirect, which is not followed', async () => {
    let reached = 0
    const real = await localServer((_request, response) => {
      reached += 1
      response.end(JSON.stringify(methods))
    })
    const origin = await localServer(answering(302, '', { location: `${real}/api/v1/login/methods` }))
    const error = await failureOf(() => confirmAddress({ url: origin, clusterId }))
    expect([error.code, error.message, reached]).toEqual(['USAGE', expect.stringContaining('there is 302'), 0])
  })

  test.each<[string, RequestListener, RegExp, number]>([
    ['an ingress without its pods', answering(503, ''), /the answer to .* is 503/, 15_000],
    ['a connection that breaks', (_request, response) => response.destroy(), /the connection was closed/, 15_000],
    ['an answer that does not come', () => {}, /no answer in time/, 200],
  ])('%s, to be tried again', async (_what, listener, message, timeoutMs) => {
    const origin = await localServer(listener)
    const error = await failureOf(() => confirmAddress({ url: origin, clusterId, timeoutMs }))
    expect([error.code, error.exitCode, error.message]).toEqual(['NOT_READY', 8, expect.stringMatching(message)])
  })

  test('an authority that nobody knows', async () => {
    const { origin } = await localHttpsServer(answering(200, JSON.stringify(methods)))
    const error = await failureOf(() => confirmAddress({ url: origin, clusterId }))
    expect([error.code, error.message]).toEqual(['NOT_READY', expect.stringContaining('its certificate is of an unknown authority')])
    expect(error.details?.['hint']).toContain('NODE_EXTRA_CA_CERTS')
  })
})

/** What NODE_EXTRA_CA_CERTS does at the start of a process. */
function trust(certificate: string): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificate])
  onTestFinished(() => setDefaultCACertificates(before))
}

function writeForever(response: Parameters<RequestListener>[1]): void {
  while (response.write('x'.repeat(16_384)));
  response.once('drain', () => writeForever(response))
}
