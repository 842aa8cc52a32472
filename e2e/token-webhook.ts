import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { cluster } from './cluster.ts'

/** authentication.k8s.io/v1 UserInfo. */
export type WebhookUser = { username: string; uid?: string; groups?: readonly string[]; extra?: Record<string, readonly string[]> }

/** What the webhook answers for a token: a user, a refusal in words, or an HTTP status in place of an answer. */
export type WebhookAnswer = { user: WebhookUser } | { error: string } | { httpStatus: number }

export type TokenWebhook = { answers: Map<string, WebhookAnswer>; stop: () => Promise<void> }

const reviewSchema = z.object({ apiVersion: z.literal('authentication.k8s.io/v1'), kind: z.literal('TokenReview'), spec: z.object({ token: z.string() }) })

/**
 * The webhook that the kube-apiserver of the one-node cluster asks about tokens it does not know, served by this process
 * (TokenReview v1 over TLS). It knows the tokens in `answers`. The kube-apiserver remembers an answer for minutes, so each
 * token has one only. Throws on a cluster without such a webhook.
 */
export async function serveTokenWebhook(): Promise<TokenWebhook> {
  if (cluster.authenticators === undefined) throw new Error(noAuthenticators)
  const { port, certificate, key } = cluster.authenticators.tokenWebhook
  const answers = new Map<string, WebhookAnswer>()
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, async (request, response) => {
    const answer = answers.get(await askedToken(request)) ?? { error: '' }
    if ('httpStatus' in answer) return void response.writeHead(answer.httpStatus).end()
    const status = 'user' in answer ? { authenticated: true, user: answer.user } : { authenticated: false, error: answer.error }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status }))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    answers,
    stop: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** Why a spec that needs further users is skipped. */
export const noAuthenticators = 'the kube-apiserver of this cluster takes no further authenticators while it runs (kind)'

async function askedToken(request: IncomingMessage): Promise<string> {
  return reviewSchema.parse(await json(request)).spec.token
}
