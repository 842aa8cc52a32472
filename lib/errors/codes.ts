/**
 * The closed list of everything Latchkey can refuse or fail at. Each code has an HTTP status (as the server
 * answers it), a CLI exit code, and a text that is safe to show to anyone; docs/errors/<code>.md explains it.
 */
export const errorTable = {
  // what the caller sent
  BAD_REQUEST: { status: 400, exitCode: 2, text: 'The request is not understood.' },
  HEADER_REFUSED: { status: 400, exitCode: 2, text: 'The request carries a header that only the server may set.' },
  METHOD_NOT_ALLOWED: { status: 405, exitCode: 2, text: 'This route does not answer that method.' },
  BODY_TOO_LARGE: { status: 413, exitCode: 2, text: 'The request body is larger than this route accepts.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, exitCode: 2, text: 'The request body is of a media type that this route does not accept.' },
  UPGRADE_REQUIRED: { status: 426, exitCode: 2, text: 'This route is a WebSocket, and the request asks for none.' },
  QUERY_INVALID: { status: 400, exitCode: 2, text: 'The GraphQL document does not fit the schema.' },
  QUERY_TOO_LARGE: { status: 400, exitCode: 2, text: 'The GraphQL document asks for more than one operation may.' },
  OPERATION_UNKNOWN: { status: 404, exitCode: 6, text: 'This server knows no persisted operation of that id. Reload the page.' },
  USAGE: { status: 400, exitCode: 2, text: 'The command line is not understood.' },
  // who the caller is
  UNAUTHENTICATED: { status: 401, exitCode: 4, text: 'No session. Run `latchkey dashboard` to sign in.' },
  SESSION_INVALID: { status: 401, exitCode: 4, text: 'The session is not one that this server issued. Run `latchkey dashboard` to sign in again.' },
  SESSION_EXPIRED: { status: 401, exitCode: 4, text: 'The session has ended. Run `latchkey dashboard` to sign in again.' },
  SESSION_REVOKED: { status: 401, exitCode: 4, text: 'This session was signed out. Run `latchkey dashboard` to sign in again.' },
  SESSION_CHANGED: { status: 401, exitCode: 4, text: 'This browser has signed in again since the page was opened. Reload the page.' },
  CREDENTIAL_REJECTED: { status: 401, exitCode: 4, text: 'The cluster does not accept this credential.' },
  CREDENTIAL_EXPIRED: { status: 401, exitCode: 4, text: 'The credential has expired. Renew it as for kubectl and try again.' },
  WRAPPED_TOKEN_INVALID: {
    status: 401,
    exitCode: 4,
    text: 'This sign-in link or code is not one that this server issued. `latchkey dashboard` and `latchkey login --code` give new ones.',
  },
  WRAPPED_TOKEN_EXPIRED: {
    status: 401,
    exitCode: 4,
    text: 'This sign-in link or code has expired. `latchkey dashboard` and `latchkey login --code` give new ones.',
  },
  WRAPPED_TOKEN_USED: {
    status: 401,
    exitCode: 4,
    text: 'This sign-in link or code has been used. `latchkey dashboard` and `latchkey login --code` give new ones.',
  },
  WRAPPED_TOKEN_FOREIGN: { status: 401, exitCode: 4, text: 'This sign-in link belongs to another Latchkey process. Run `latchkey dashboard` for your own.' },
  IDENTITY_REFUSED: { status: 403, exitCode: 5, text: 'Latchkey does not act as this identity.' },
  IDENTITY_TOO_LARGE: {
    status: 403,
    exitCode: 5,
    text: 'You are in more groups than the cookies of a browser can carry, about 1,200. The commands of `latchkey` work without cookies.',
  },
  // what the caller may do
  FORBIDDEN: { status: 403, exitCode: 5, text: 'The cluster denies this to you.' },
  BEYOND_LATCHKEY: { status: 403, exitCode: 5, text: 'Latchkey itself was not given this in this cluster, whatever your rights are. kubectl can do it.' },
  TUNNEL_FORBIDDEN: {
    status: 403,
    exitCode: 5,
    text: 'This address belongs to a `latchkey` process of this computer, and the request does not come from whom it opened the door for.',
  },
  CROSS_SITE: { status: 403, exitCode: 5, text: 'The request does not come from this dashboard.' },
  SHARED_ORIGIN_REFUSED: {
    status: 403,
    exitCode: 5,
    text: 'Signing in at an address of the kube-apiserver itself is turned off in this installation. Use `latchkey dashboard`.',
  },
  SERVICE_FORBIDDEN: { status: 403, exitCode: 5, text: 'You may not reach the Latchkey service through the kube-apiserver.' },
  // what is (not) there
  NOT_FOUND: { status: 404, exitCode: 6, text: 'Not found.' },
  NOT_INSTALLED: { status: 404, exitCode: 6, text: 'Latchkey is not installed in this cluster. An admin installs it with `latchkey install`.' },
  CONFLICT: { status: 409, exitCode: 7, text: 'The object was changed by someone else in the meantime.' },
  ALREADY_EXISTS: { status: 409, exitCode: 7, text: 'An object of that name exists already.' },
  GONE: { status: 410, exitCode: 7, text: 'What was asked for is too old; ask anew.' },
  INVALID: { status: 422, exitCode: 7, text: 'The cluster does not accept the object as it is.' },
  TOO_MANY_REQUESTS: { status: 429, exitCode: 8, text: 'Too many requests. Try again in a moment.' },
  // what does not work
  CLUSTER_UNREACHABLE: { status: 502, exitCode: 8, text: 'The kube-apiserver does not answer.' },
  TAKING_UP: { status: 503, exitCode: 8, text: 'This is new in the cluster, and Latchkey is just taking it up. Try again in a few seconds.' },
  NOT_READY: { status: 503, exitCode: 8, text: 'Latchkey is starting or has lost the cluster. Try again in a moment.' },
  TIMEOUT: { status: 504, exitCode: 8, text: 'The answer took too long.' },
  INTERNAL: { status: 500, exitCode: 1, text: 'Latchkey failed. The request id finds the cause in its log.' },
  // this computer (CLI)
  KUBECONFIG_INVALID: { status: 400, exitCode: 3, text: 'The kubeconfig cannot be used.' },
  EXEC_PLUGIN_FAILED: { status: 401, exitCode: 4, text: 'The credential plugin of the kubeconfig failed.' },
  PORT_IN_USE: { status: 503, exitCode: 9, text: 'The local port is in use.' },
  ROLLOUT_FAILED: { status: 503, exitCode: 10, text: 'Latchkey did not become ready.' },
} as const satisfies Record<string, { status: number; exitCode: number; text: string }>

export type ErrorCode = keyof typeof errorTable

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorTable, value)
}
