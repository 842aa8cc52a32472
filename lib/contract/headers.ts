/** Carries the session token where there is no cookie (CLI, scripts): `Authorization` cannot pass the service proxy. */
export const sessionHeader = 'x-latchkey-session'

/** Proof of the tunnel that asked for a wrapped token (see challenge in login.ts). */
export const verifierHeader = 'x-latchkey-verifier'

/**
 * Sent by the tunnel: the `X-Forwarded-*` beside it are its own. No page can send it (Fetch §2.2.2: names that begin with
 * `sec-` are forbidden to scripts), so that a page of another service behind the kube-apiserver cannot pretend to be the tunnel.
 */
export const tunnelHeader = 'sec-latchkey-tunnel'

/** Sent by the tunnel: answer pages as `opaqueHtmlType`, so that the kube-apiserver neither rewrites nor buffers them. */
export const opaqueHtmlHeader = 'x-latchkey-html'
export const opaqueHtmlType = 'application/x-latchkey-html'

/**
 * Query parameters for the kube-apiserver that the service proxy would refuse (it answers 400 to any `?dryRun=`):
 * urlencoded, e.g. `dryRun=All`; appended to the query of a /api/k8s/ request. Only names in `queryHeaderNames`.
 */
export const queryHeader = 'x-latchkey-query'
export const queryHeaderNames: readonly string[] = ['dryRun']

/**
 * Unsafe methods from a browser must carry it: a form cannot. A page sends the proof of its session (`<meta
 * name="latchkey-proof">` of signed-in pages), so that it never acts in a session that another tab began; any other value
 * says no more than that a script sent the request.
 */
export const requestedByHeader = 'x-latchkey-request'

/**
 * In answers to a session: a tag of the kinds that there are for it, another one where the cluster serves others by now or Latchkey acts on
 * more of them. The WebSocket of a page has it as `kindsTag` in the payload of each pong.
 */
export const kindsTagHeader = 'x-latchkey-kinds'

/** Before the page's proof in a WebSocket subprotocol, where no header can be set. It is never the one accepted. */
export const proofProtocolPrefix = 'latchkey.proof.'
