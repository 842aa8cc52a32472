import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorResponse } from '../../lib/contract/error.ts'
import type { AppError } from '../../lib/errors/app-error.ts'

/** An answer of the tunnel itself: a sentence for a person who navigates, our error shape for everyone else. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const hint = typeof error.details?.['hint'] === 'string' ? error.details['hint'] : ''
  if (request.headers.accept?.includes('text/html')) {
    sendText(response, error.status, [error.message, hint].filter(Boolean).join('\n'))
    return
  }
  const body: ErrorResponse = { error: { code: error.code, message: [error.message, hint].filter(Boolean).join(' '), requestId: '' } }
  send(response, error.status, 'application/json; charset=utf-8', JSON.stringify(body))
}

/** A page of plain text: nothing in it can be read as markup. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${text}\n`)
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}
