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

/** POST /api/v1/login. Token: the bearer that kubectl would send. Cert: PEM of the client certificate (chain) and its key. */
export const loginRequestSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('token'), token: z.string().min(1).max(65_536), challenge: challengeSchema.optional(), handover: handoverSchema }),
  z.object({
    method: z.literal('cert'),
    certificate: z.string().min(1).max(65_536),
    key: z.string().min(1).max(65_536),
    challenge: challengeSchema.optional(),
    handover: handoverSchema,
  }),
])
export type LoginRequest = z.infer<typeof loginRequestSchema>

/** POST /api/v1/sign-in. `code`: what `latchkey login --code` prints, however it was copied or typed; `to`: a path of the app. */
export const signInRequestSchema = z.object({
  code: z.string().max(256),
  to: z.string().max(2_048).optional(),
})
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
