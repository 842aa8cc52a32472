import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { ErrorResponse } from '../../lib/contract/error.ts'
import type { AppError } from '../../lib/errors/app-error.ts'
import { isPassing } from '../kube/connection-error.ts'

/** An answer of the tunnel itself, whole. */
export type OwnAnswer = { status: number; headers: OutgoingHttpHeaders; body: string }

/** Seconds until the browser asks again for a page that could not be had just now. */
const comeBackAfter = 3

/**
 * A refusal: a sentence for a person who navigates, our error shape for everyone else. Where it passes by itself the page
 * comes back by itself. So it does, once, where another site led here: the browser keeps cookies from such a request, and
 * sends them when a page of this origin, as this answer is, asks for the same (RFC 6265bis §5.2).
 */
export function refusalAnswer({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>, error: AppError): OwnAnswer {
  const hint = typeof error.details?.['hint'] === 'string' ? error.details['hint'] : ''
  if (headers.accept?.includes('text/html')) {
    const answer = textAnswer(error.status, [error.message, hint].filter(Boolean).join('\n'))
    const again = isPassing(error) ? comeBackAfter : error.code === 'TUNNEL_FORBIDDEN' && isLedHere(headers) ? 0 : null
    return method !== 'GET' || again === null ? answer : { ...answer, headers: { ...answer.headers, refresh: `${again}` } }
  }
  const body: ErrorResponse = { error: { code: error.code, message: [error.message, hint].filter(Boolean).join(' '), requestId: '' } }
  return ownAnswer(error.status, 'application/json; charset=utf-8', JSON.stringify(body))
}

function isLedHere(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-dest'] === 'document' && ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))
}

export function sendRefusal(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  sendOwn(response, refusalAnswer(request, error))
}

/** A page of plain text: nothing in it can be read as markup. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  sendOwn(response, textAnswer(status, text))
}

function sendOwn(response: ServerResponse, { status, headers, body }: OwnAnswer): void {
  response.writeHead(status, headers)
  response.end(body)
}

function textAnswer(status: number, text: string): OwnAnswer {
  return ownAnswer(status, 'text/plain; charset=utf-8', `${text}\n`)
}

function ownAnswer(status: number, type: string, body: string): OwnAnswer {
  return {
    status,
    headers: {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}
