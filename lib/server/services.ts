import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessAnswer, AccessQuestion, Capabilities } from '#contract/access.ts'
import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import type { Identity, LoginMethod } from '#contract/identity.ts'
import type { Language } from '#domain/language.ts'
import type { HeldNamespaces, MyNamespaces } from '#domain/my-namespaces.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { AppError } from '#errors/app-error.ts'

/** A session that was verified: who, how, until when (epoch milliseconds), and its id, which stays when it is renewed. */
export type Session = {
  readonly id: string
  readonly identity: Identity
  readonly method: LoginMethod
  /** When this token of it was signed (epoch milliseconds). */
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  /** A running CLI renews it: what outlives `expiresAtMs` may come back with the next token. */
  readonly renewing: boolean
  /** SHA-256 of its token, base64url: what audit lines name it by. */
  readonly tokenHash: string
  /** Cluster-wide capabilities as of login; they shape what is shown and decide nothing. */
  readonly capabilities: Capabilities
  /** Of the kinds that they are about (contract/headers.ts); '' where that is not known. */
  readonly kindsTag: string
  /** Who signed in, where `identity` is somebody else whom they view the cluster as. */
  readonly viewer: Identity | null
  /** Whom they viewed it as until they lost the right to, with the reason: `identity` is their own again. */
  readonly endedView: { readonly user: string; readonly reason: string } | null
}

/** What log lines name a session by. */
export type SessionName = Pick<Session, 'id' | 'identity' | 'tokenHash'> & Partial<Pick<Session, 'viewer'>>

/** What the outcome of reading a request's cookie or session header is. `refused`: which session was not taken, for the log alone. */
export type SessionResult = { session: Session; error: null } | { session: null; error: AppError; refused?: SessionName }

export type KubeGetOptions = { query?: Record<string, string>; accept?: string; signal?: AbortSignal; timeoutMs?: number }

/** What pages may use. Everything about a user's objects takes the session and runs as that identity. */
export type Services = {
  readonly clusterId: string
  readonly serverVersion: string
  /** Whether browsers may sign in at addresses of the kube-apiserver itself. */
  readonly allowSharedOrigin: boolean
  /** Version of the kube-apiserver, e.g. `v1.36.3`. */
  kubernetesVersion(): Promise<string>
  /** GET a kube-apiserver path (from domain/api-path.ts) as the session's identity. Throws AppError by the Status' reason. */
  kubeGet<T>(session: Session, path: string, options?: KubeGetOptions): Promise<T>
  /** Access reviews for the session's identity, remembered for seconds. A question that could not be asked is answered no, with the reason. */
  reviewAccess(session: Session, questions: readonly AccessQuestion[]): Promise<AccessAnswer[]>
  /**
   * What the session's identity may do in each of these namespaces, cluster-wide rights included, as of seconds ago; without those that
   * there are too many of (access/capability-service.ts). Throws AppError.
   */
  capabilitiesIn(session: Session, namespaces: readonly string[]): Promise<ReadonlyMap<string, Capabilities>>
  /** The namespaces that the session's identity works in; `named`: those that they, or their kubeconfig, named. Never throws. */
  myNamespaces(session: Session, named: readonly string[]): Promise<MyNamespaces>
  /** Those of them where more is held than in the whole cluster. Throws AppError. */
  heldNamespaces(session: Session, named: readonly string[]): Promise<HeldNamespaces>
  /** What a page of this session carries in `<meta name="latchkey-proof">` under the mount `prefix` (session/page-proof.ts). */
  pageProof(session: Session, prefix: string): string
  verifyPageProof(session: Session, proof: string): Promise<boolean>
  /** Every resource served, preferred versions, as discovery told it `atMostMs` (five seconds) ago at most. */
  servedResources(atMostMs?: number): Promise<readonly ServedResource[]>
  /** OpenAPI v3 schema of one kind (components resolved one level at a time by the caller), or null where none is published. */
  openApiDocument(group: string, version: string): Promise<unknown>
  /**
   * A GraphQL query as the session's identity, within the limits of everyone, without a way over the network. Never throws: refusals
   * are errors of the answer, of plain JSON. Without a request id it has the one of the request being answered.
   */
  graphql(session: Session, request: GraphQLRequest, options?: { requestId?: string; signal?: AbortSignal }): Promise<GraphQLResponse>
}

/** One HTTP request on its way through the process, set by server/ around both our own routes and Next's rendering. */
export type RequestContext = {
  readonly requestId: string
  /** Mount of this request: '' at the root, else '/a/b' without a trailing slash. */
  readonly prefix: string
  /** Path and query inside the mount. */
  readonly url: string
  /** What cookies of this cluster, port and mount are named after (session/cookie-scope.ts). */
  readonly cookieScope: string
  /** The address is one of the kube-apiserver itself: pages of everything else that it serves are of the same origin. */
  readonly isSharedOrigin: boolean
  /** In which a page speaks to its reader. */
  readonly language: Language
  /** Nonce of this response's content policy. */
  readonly nonce: string
  readonly sessionResult: SessionResult
  readonly services: Services
  /** Status of the page being rendered (Next knows 200 and 404 only); does nothing once the head is out. */
  setStatus(status: number): void
}

/** An HTTP route of ours. Resolves true when it answered, false when the request is not its own. */
export type Route = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => Promise<boolean>
