import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** A request and its response on no network: for code that reads headers and sets them. */
export function httpPair({ method = 'GET', url = '/', headers = {} }: { method?: string; url?: string; headers?: Record<string, string> } = {}) {
  const request = new IncomingMessage(new Socket())
  request.method = method
  request.url = url
  request.headers = Object.fromEntries(Object.entries({ host: '127.0.0.1:7777', ...headers }).map(([name, value]) => [name.toLowerCase(), value]))
  const response = new ServerResponse(request)
  return { request, response }
}

/** The Set-Cookie lines of a response as a browser would send them back: `name=value` where there is a value. */
export function cookieHeaderOf(response: ServerResponse): string {
  return setCookiesOf(response)
    .map(line => line.split(';', 1)[0] ?? '')
    .filter(pair => !pair.endsWith('='))
    .join('; ')
}

export function setCookiesOf(response: ServerResponse): string[] {
  return [response.getHeader('set-cookie') ?? []].flat().map(String)
}
