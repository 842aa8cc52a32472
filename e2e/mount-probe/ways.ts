import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forwardedRequestHeaders, returnedResponseHeaders } from '../../cli/tunnel/headers.ts'
import { servicePath } from '../mounts/mount.ts'

/** A way to the probe on a port of its own; `base` has no slash at its end. */
export type Way = { base: string; stop: () => Promise<void> }

type Headers = Readonly<Record<string, string | string[] | undefined>>
/** `path` goes on as it came: a URL would resolve what is in it. */
type Forwarding = { port: number; path: string; requestHeaders: Headers; answer: (answer: IncomingMessage) => Headers | null }

/** An ingress that takes the prefix off and says so. */
export function openIngress(port: number, prefix: string): Promise<Way> {
  return openWay(prefix, (incoming, rest) => ({
    port,
    path: rest,
    requestHeaders: { ...incoming.headers, 'x-forwarded-prefix': prefix },
    answer: ({ headersDistinct }) => headersDistinct,
  }))
}

/**
 * What the kube-apiserver's service proxy does to a request and its answer (k8s.io/apimachinery/pkg/util/proxy, and
 * endpoints/filters of k8s.io/apiserver), where there is no kube-apiserver. It would hold back and rewrite `text/html`,
 * and cut off a compressed one; here that is an end without an answer, for no page may depend on it.
 */
export function openServiceProxy(port: number): Promise<Way> {
  return openWay(servicePath, (incoming, rest) => ({
    port,
    path: rest,
    requestHeaders: { ...incoming.headers, authorization: undefined, 'x-forwarded-uri': servicePath + rest.split('?', 1)[0] },
    answer: ({ headersDistinct }) => {
      const { 'content-type': type, 'cache-control': caching, location } = headersDistinct
      if (type?.[0]?.split(';', 1)[0] === 'text/html') return null
      return {
        ...headersDistinct,
        'cache-control': ['no-cache, private', ...(caching ?? [])],
        ...(location ? { location: location.map(one => (/^\/(?!\/)/.test(one) && !one.startsWith(servicePath) ? servicePath + one : one)) } : {}),
      }
    },
  }))
}

/** The CLI's tunnel, by its own rules for headers, through the service proxy to the root of a port. */
export function openTunnel(serviceBase: string): Promise<Way> {
  const { port: servicePort } = new URL(serviceBase)
  return openWay('', (incoming, rest, port) => ({
    port: Number(servicePort),
    path: servicePath + rest,
    requestHeaders: forwardedRequestHeaders(incoming.headers, { port, mount: '', sessionCookies: [] }),
    answer: ({ headersDistinct }) => returnedResponseHeaders(headersDistinct, servicePath),
  }))
}

async function openWay(prefix: string, forwardingOf: (incoming: IncomingMessage, rest: string, port: number) => Forwarding): Promise<Way> {
  const server = createServer((incoming, response) => {
    const path = incoming.url ?? '/'
    if (!path.startsWith(`${prefix}/`)) return void response.writeHead(404).end()
    forward(incoming, response, forwardingOf(incoming, path.slice(prefix.length), (server.address() as AddressInfo).port))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function forward(incoming: IncomingMessage, response: ServerResponse, { port, path, requestHeaders, answer }: Forwarding): void {
  const headers = Object.fromEntries(Object.entries(requestHeaders).filter(([, value]) => value !== undefined))
  const call = request({ host: '127.0.0.1', port, method: incoming.method, path, headers }, received => {
    const returned = answer(received)
    if (!returned) return void response.destroy()
    for (const [name, value] of Object.entries(returned)) if (value !== undefined) response.setHeader(name, value)
    response.writeHead(received.statusCode ?? 502)
    response.flushHeaders()
    received.pipe(response)
  })
  call.on('error', () => response.destroy())
  response.on('close', () => call.destroy())
  incoming.pipe(call)
}
