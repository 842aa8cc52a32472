import type { Identity } from '#contract/identity.ts'
import { parseServiceAccount, serviceAccountGroups } from '#domain/service-account.ts'
import { AppError } from '#errors/app-error.ts'

declare const made: unique symbol
/** Name and value alternating, as undici sends them. Only `identityHeaders` makes one, so no request goes out as nobody. */
export type IdentityHeaders = readonly string[] & { readonly [made]: true }

/** `constrained` (KEP-5284): the ServiceAccount may act as others only within bounds. `classic`: the verb `impersonate`, unbounded. */
export type ImpersonationMode = 'constrained' | 'classic'

/** What the kube-apiserver itself notes about a credential; it says which one was used and gives no rights. */
const credentialNotes = /^authentication\.kubernetes\.io\//
/** apimachinery IsDomainPrefixedPath, lower case: all that constrained impersonation takes as a key of `extra`. */
const domainPrefixedKey = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/[a-z0-9/._~%!$&'()*+,;=:-]+$/

/** Key of `extra` by which the kube-apiserver's audit log names the session. */
export const sessionExtraKey = 'latchkey.dev/session-id'

/**
 * An identity as Impersonate-* headers, each group and extra value on a line of its own, and with `sessionId` the session
 * that it acts in. An identity's own extra of that key never goes out: nobody else names our sessions. Throws IDENTITY_REFUSED for an
 * identity that they cannot carry whole: dropping a part could give more rights than its owner has.
 *
 * Constrained mode takes ServiceAccounts by their name only and gives them their fixed groups (apiserver
 * endpoints/filters/impersonation/mode.go), so groups and extra must say nothing beyond that.
 */
export function identityHeaders(given: Identity, mode: ImpersonationMode, sessionId?: string): IdentityHeaders {
  const identity = { ...given, extra: Object.fromEntries(Object.entries(given.extra).filter(([key]) => key.toLowerCase() !== sessionExtraKey)) }
  // Every authenticated caller has that group (apiserver authentication/group); impersonation would add it to one who has not.
  if (identity.name === '' || identity.name === 'system:anonymous' || !identity.groups.includes('system:authenticated'))
    throw refuse('An anonymous caller has no identity to act as.')
  refusePrivileged(identity.name)
  const headers = ['Impersonate-User', headerValue('name', identity.name)]
  if (mode === 'constrained') {
    if (isServiceAccount(identity.name)) return serviceAccountHeaders(identity, headers)
    checkConstrained(identity)
  }
  if (identity.uid !== '') headers.push('Impersonate-Uid', headerValue('uid', identity.uid))
  for (const group of identity.groups) headers.push('Impersonate-Group', headerValue('group', group))
  for (const [key, values] of Object.entries(identity.extra)) {
    // Half a character becomes another one as bytes, and a key without values has no header at all.
    if (!key.isWellFormed() || values.length === 0)
      throw refuse(`The extra '${key}' of this identity cannot be carried in an HTTP header: it is empty or no text.`)
    for (const value of values) headers.push(`Impersonate-Extra-${escapeExtraKey(key)}`, headerValue(`extra ${key}`, value))
  }
  if (sessionId !== undefined) headers.push(`Impersonate-Extra-${escapeExtraKey(sessionExtraKey)}`, headerValue('session', sessionId))
  return headers as string[] & IdentityHeaders
}

/** Whether constrained impersonation takes the name for a ServiceAccount's. */
export function isServiceAccount(name: string): boolean {
  return parseServiceAccount(name) !== null
}

function serviceAccountHeaders(identity: Identity, headers: string[]): IdentityHeaders {
  const { namespace = '' } = parseServiceAccount(identity.name) ?? {}
  const fixed = [...serviceAccountGroups(namespace), 'system:authenticated']
  const more = identity.groups.find(group => !fixed.includes(group))
  if (more !== undefined || fixed.some(group => !identity.groups.includes(group)))
    throw refuse(
      `The ServiceAccount '${identity.name}' comes with groups other than a ServiceAccount's own${more ? `, '${more}'` : ''}; this cluster lets it be impersonated by name only.`,
    )
  const extra = Object.keys(identity.extra).find(key => !credentialNotes.test(key))
  if (extra !== undefined)
    throw refuse(`The ServiceAccount '${identity.name}' comes with the extra '${extra}', which this cluster does not let Latchkey carry on.`)
  return headers as string[] & IdentityHeaders
}

function checkConstrained({ name, groups, extra }: Identity): void {
  if (groups.includes('system:masters'))
    throw refuse(
      `'${name}' is in the group system:masters, which this cluster lets nobody be impersonated with (constrained impersonation). Use a kubeconfig whose group is kubeadm:cluster-admins: admin.conf instead of super-admin.conf.`,
    )
  for (const [key, values] of Object.entries(extra))
    if (!domainPrefixedKey.test(key) || values.length === 0 || values.includes(''))
      throw refuse(
        `'${name}' comes with the extra '${key}', which this cluster does not let Latchkey carry on: a key must be lower case with a domain in front, a value not empty.`,
      )
}

/**
 * Names of Kubernetes' own components, from their certificates (kubeadm, k3s) and the kube-apiserver itself (apiserver
 * authentication/user). Whoever holds such a credential is no person at a browser, whatever the mode. Of privileged groups
 * only system:masters needs a rule, and has it: constrained impersonation refuses it, and an admin of kubeadm or kind comes
 * as kubeadm:cluster-admins; a cluster with the classic one lets in what its old admin kubeconfigs have.
 */
const componentName =
  /^system:(?:node:.*|node-proxier|kube-.*|apiserver|aggregator|volume-scheduler|bootstrap:.*|(?:k3s|rke2)-.*)$|^(?:kube-apiserver-.*|front-proxy-client)$/

function refusePrivileged(name: string): void {
  if (componentName.test(name))
    throw refuse(`'${name}' is a component of Kubernetes, not a user. Latchkey acts as users and ServiceAccounts; use the kubeconfig of one.`)
}

// What HTTP trims or forbids would arrive as another value (RFC 9110 §5.5). Bytes beyond ASCII pass as UTF-8, as from client-go.
function headerValue(what: string, value: string): string {
  const bytes = Buffer.from(value, 'utf8').toString('latin1')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is being refused.
  if (value === '' || /^[ \t]|[ \t]$|[\x00-\x1f\x7f]/.test(value) || !value.isWellFormed())
    throw refuse(`The ${what} of this identity cannot be carried in an HTTP header: it is empty, begins or ends with a space, or holds control characters.`)
  return bytes
}

// As client-go transport/round_trippers.go headerKeyEscape; capitals too, since header names lose their case on the way.
function escapeExtraKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map(byte => {
      const character = String.fromCharCode(byte)
      return /[a-z0-9!#$&'*+.^_`|~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

function refuse(message: string): AppError {
  return new AppError('IDENTITY_REFUSED', message)
}
