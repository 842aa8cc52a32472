import './no-eval.ts'
import { z } from 'zod'
import { capabilitiesSchema } from './access.ts'
import { identitySchema, methodSchema } from './identity.ts'

/**
 * base64url(SHA-256(verifier)), as PKCE S256 (RFC 7636 §4.2). The exchange then needs the verifier in the
 * header `x-latchkey-verifier`, which only the tunnel that asked for the login adds.
 */
const challengeSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'base64url of 32 bytes')

/** How the wrapped token travels: `link` (the default) by a browser that is being opened, `code` by a person's clipboard; a code lives longer. */
const handoverSchema = z.enum(['link', 'code']).optional()

/**
 * What every login may ask for, whatever proves the identity. `renews`: a session token of the same user whose session this
 * login goes on with, under the same id, with the identity as it is now. `renewing`: the caller is a running process that
 * will renew the session, so that it need live for minutes only. `credentialExpiresAt`: when the caller knows its
 * credential to end (RFC 3339); it only ever shortens the session, whose longest life goes by what the proof says.
 */
export const loginHowSchema = z.object({
  challenge: challengeSchema.optional(),
  handover: handoverSchema,
  renews: z.string().max(65_536).optional(),
  renewing: z.boolean().optional(),
  credentialExpiresAt: z.iso.datetime().optional(),
})
export type LoginHow = z.infer<typeof loginHowSchema>

/**
 * POST /api/v1/login. Token: the bearer that kubectl would send, plain or sealed (a compact JWE to the server's sealing
 * key, session/sealing-key.ts). Cert-signed: PEM of the client certificate, and a nonce of POST /api/v1/login/nonce signed
 * with its key (base64url); `kid` names the sealing key that is signed with it. Cert: the JSON `{"certificate","key"}` of two PEMs, sealed.
 */
export const loginRequestSchema = z.discriminatedUnion('method', [
  loginHowSchema.extend({ method: z.literal('token'), token: z.string().min(1).max(65_536).optional(), sealed: z.string().max(131_072).optional() }),
  loginHowSchema.extend({
    method: z.literal('cert-signed'),
    certificate: z.string().min(1).max(65_536),
    nonce: z.string().max(1_024),
    kid: z.string().max(128),
    signature: z.string().max(4_096),
  }),
  loginHowSchema.extend({ method: z.literal('cert'), sealed: z.string().max(262_144) }),
])
export type LoginRequest = z.infer<typeof loginRequestSchema>

/** POST /api/v1/login/nonce: for method `cert-signed`, good once and for a minute. */
export const loginNonceSchema = z.object({ nonce: z.string(), expiresAt: z.string() })
export type LoginNonce = z.infer<typeof loginNonceSchema>

/**
 * The aggregated API of method `attested`: POST /apis/login.latchkey.dev/v1/loginrequests. `spec` as below; in the answer
 * `status` is a LoginResponse. The kube-apiserver tells who calls; nothing of it is in the body.
 */
export const loginRequestGroup = { group: 'login.latchkey.dev', version: 'v1', resource: 'loginrequests', kind: 'LoginRequest' } as const

/**
 * `certificate`: PEM of the client certificate (no key) that the caller connects to the kube-apiserver with. It proves
 * nothing by itself; where the kube-apiserver vouches for its hash, the session may last until its end.
 */
export const loginRequestSpecSchema = loginHowSchema.extend({ certificate: z.string().max(65_536).optional() })
export type LoginRequestSpec = z.infer<typeof loginRequestSpecSchema>

/**
 * POST /api/v1/sign-in. `code`: what `latchkey login --code` prints, however it was copied or typed. Or `wrappedToken`, with
 * the verifier in its header where a challenge was given: the exchange of a tunnel, in a body so that no log of URLs has it.
 * `to`: a path of the app.
 */
export const signInRequestSchema = z.union([
  z.object({ code: z.string().max(256), to: z.string().max(2_048).optional() }),
  z.object({ wrappedToken: z.string().max(262_144), to: z.string().max(2_048).optional() }),
])
export const signInResponseSchema = z.object({ location: z.string() })
export type SignInResponse = z.infer<typeof signInResponseSchema>

/** `token`: the session token (signed JWT); `wrappedToken`: it again in a JWE, good once and for seconds. Times are RFC 3339. */
export const loginResponseSchema = z.object({
  user: identitySchema,
  method: methodSchema,
  capabilities: capabilitiesSchema,
  token: z.string(),
  expiresAt: z.string(),
  wrappedToken: z.string(),
  /** When the wrapped token ends. */
  wrappedTokenExpiresAt: z.string().optional(),
  /** Only for a login with `handover: code`: what to paste into the sign-in page instead of the wrapped token. */
  code: z.string().optional(),
})
export type LoginResponse = z.infer<typeof loginResponseSchema>

/** GET /api/v1/login/methods. `clusterId` names the cluster in tokens and cookies; it tells nothing else about it. */
export const loginMethodsSchema = z.object({
  methods: z.array(methodSchema),
  serverVersion: z.string(),
  kubernetesVersion: z.string(),
  clusterId: z.string(),
})
export type LoginMethods = z.infer<typeof loginMethodsSchema>
