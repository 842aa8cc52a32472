import { Agent, type Dispatcher, request } from 'undici'
import { z } from 'zod'
import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { failureReason } from '../kube/connection-error.ts'
import { createDispatcher } from '../kube/endpoint.ts'
import { environmentProxy } from './proxy.ts'

/** An OAuth 2.0 client of an OpenID issuer. `ca`: PEM to trust it by, null for what the machine trusts. */
export type OidcClient = { issuer: string; clientId: string; clientSecret: string; ca: string | null; env: Readonly<Record<string, string | undefined>> }

/** `refreshToken` is the one to use from now on, where the issuer gave another. */
export type OidcTokens = { idToken: string; refreshToken: string | null }

const timeoutMs = 30_000
const metadataSchema = z.object({ token_endpoint: z.string().min(1) })
const answerSchema = z.object({ id_token: z.string().nullish(), refresh_token: z.string().nullish() })
const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() })

/**
 * Spends a refresh token for an id-token, at the token endpoint that the issuer's discovery document names. As Go's oauth2
 * does, the client names itself by HTTP basic authentication, and in the body where the issuer does not take that.
 * @throws CREDENTIAL_EXPIRED, which repeats no token
 */
export async function refreshOidc(client: OidcClient, refreshToken: string): Promise<OidcTokens> {
  const tls = { ca: client.ca, serverName: null, insecure: false }
  const agent = new Agent({
    factory: origin => createDispatcher({ origin: String(origin), tls, proxy: environmentProxy(String(origin), client.env) }, null),
  })
  try {
    const tokenUrl = await discover(client, agent)
    const byHeader = await post(client, agent, tokenUrl, refreshToken, true)
    if (byHeader.ok || byHeader.error === 'invalid_grant') return tokensOf(client, byHeader)
    return tokensOf(client, await post(client, agent, tokenUrl, refreshToken, false))
  } finally {
    await agent.destroy()
  }
}

/** CREDENTIAL_EXPIRED of an id-token that cannot be renewed; `why` completes "… and ". */
export function cannotRefresh(issuer: string, why: string, cause?: unknown): AppError {
  return withHint('CREDENTIAL_EXPIRED', `The id-token of ${issuer} has expired, and ${why}.`, 'Log in again with the tool that wrote the kubeconfig.', cause)
}

/** An address that an issuer reached by TLS names. @throws CREDENTIAL_EXPIRED where it would be left */
function withTls(issuer: string, address: string): string {
  if (URL.canParse(address) && (new URL(address).protocol === 'https:' || issuer.startsWith('http:'))) return address
  throw cannotRefresh(issuer, 'the issuer leads to an address without TLS')
}

type Answer = { ok: boolean; status: number; error: string; description: string; body: unknown; location: string | null }

async function discover({ issuer }: OidcClient, dispatcher: Dispatcher): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  let answer = await ask(issuer, dispatcher, url, {})
  for (let left = 10; answer.location !== null && left > 0; left -= 1) answer = await ask(issuer, dispatcher, withTls(issuer, answer.location), {})
  const metadata = metadataSchema.safeParse(answer.body)
  // Go follows the token endpoint to where it leads, in clear as well; a refresh token is not worth that.
  if (answer.ok && metadata.success) return withTls(issuer, metadata.data.token_endpoint)
  throw cannotRefresh(issuer, answer.ok ? `${url} names no token_endpoint` : `${url} answers ${answer.status}`)
}

function post({ issuer, clientId, clientSecret }: OidcClient, dispatcher: Dispatcher, url: string, refreshToken: string, byHeader: boolean): Promise<Answer> {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken })
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  if (byHeader) headers['authorization'] = `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`
  else {
    form.set('client_id', clientId)
    if (clientSecret !== '') form.set('client_secret', clientSecret)
  }
  return ask(issuer, dispatcher, url, { method: 'POST', headers, body: form.toString() })
}

type Init = { method?: 'POST'; headers?: Record<string, string>; body?: string }

async function ask(issuer: string, dispatcher: Dispatcher, url: string, init: Init): Promise<Answer> {
  try {
    const response = await request(url, { ...init, dispatcher, signal: AbortSignal.timeout(timeoutMs) })
    const body = parseJson(await response.body.text())
    const refusal = refusalSchema.safeParse(body).data
    const { statusCode: status } = response
    const { location } = response.headers
    return {
      location: status >= 300 && status < 400 && typeof location === 'string' ? (URL.parse(location, url)?.href ?? null) : null,
      ok: status >= 200 && status < 300,
      status,
      error: refusal?.error ?? '',
      description: refusal?.error_description ?? '',
      body,
    }
  } catch (thrown) {
    throw cannotRefresh(issuer, `the issuer cannot be reached: ${failureReason(thrown).text}`, thrown)
  }
}

function tokensOf({ issuer }: OidcClient, answer: Answer): OidcTokens {
  if (!answer.ok) {
    const reason = [answer.error || `HTTP ${answer.status}`, answer.description].filter(Boolean).join(': ')
    throw cannotRefresh(issuer, `the issuer does not renew it (${reason})`)
  }
  const tokens = answerSchema.safeParse(answer.body).data
  if (!tokens?.id_token) throw cannotRefresh(issuer, 'the issuer renewed it without giving an id_token; it needs the scope openid')
  return { idToken: tokens.id_token, refreshToken: tokens.refresh_token || null }
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
