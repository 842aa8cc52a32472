import type { ServedResource } from '../resource.ts'

/**
 * Names in GraphQL of what has other names in the cluster: total, the same wherever they stand, each of one original, and
 * reversible. A character that is not legal is written `_u<hex>_`, the empty name `_u_`. None begins with `__`.
 */

/**
 * A field of an object. What begins with a bare `_` is ours: an original one would be escaped. So is what every object of JavaScript
 * inherits (`constructor`): GraphQL.js takes that for a value of an input that has none.
 */
export function fieldName(original: string): string {
  if (original in Object.prototype && /^[a-z]/.test(original)) return escapeOf(original[0] ?? '') + original.slice(1)
  return encode(original, '_', rest => !readsAsEscape.test(rest))
}

/** The original of a field name; what is no name of ours stays as it is. */
export function decodeName(name: string): string {
  return name.replace(/_u([0-9a-f]*)_/g, (escaped, hex: string) => {
    if (hex === '') return ''
    const code = Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : escaped
  })
}

/**
 * Whether its names are those that the kube-apiserver's own validation allows: a DNS subdomain (RFC 1123) for the group, DNS labels
 * (RFC 1035) for version and plural. Others (of aggregated APIs) are reached by the generic fields alone.
 */
export function isNameable({ group, version, resource, kind }: Pick<ServedResource, 'group' | 'version' | 'resource' | 'kind'>): boolean {
  return (group === '' || subdomain.test(group)) && label.test(version) && label.test(resource) && kind !== ''
}

/**
 * `networking.istio.io` → networking_istio_io, '' → core. A CRD's group has a dot; one without that is not the kube-apiserver's own gets a
 * `_` before it, so that it is no other field of Query, and so does a leading digit.
 */
export function groupName(group: string): string {
  if (group === '') return 'core'
  const isPlain = shortGroups.has(group) || (group.includes('.') && !/^\d/.test(group))
  return isPlain ? dnsName(group) : `_${dnsName(group)}`
}

/** A version or a plural. */
export function dnsName(text: string): string {
  return text.replaceAll('-', '__').replaceAll('.', '_')
}

/** The field of one object of a kind, beside the plural. */
export function kindFieldName(kind: string): string {
  return /^[A-Z]/.test(kind) ? strictName(kind) : `object_${strictName(kind)}`
}

/** The type of a kind. Its first capital begins the kind: nothing before it has one. */
export function kindTypeName({ group, version, kind }: Pick<ServedResource, 'group' | 'version' | 'kind'>): string {
  return `${groupName(group)}_${dnsName(version)}_${/^[A-Z]/.test(kind) ? '' : lowerKind}${strictName(kind)}`
}

/** The field of Subscription for a kind. */
export function subscriptionFieldName({ group, version, resource }: Pick<ServedResource, 'group' | 'version' | 'resource'>): string {
  return `${groupName(group)}_${dnsName(version)}_${dnsName(resource)}`
}

/** What the type of a kind, one inside it, or one made from it (`_List`, `_Input`) is named after; null for other names. */
export function decodeTypeName(name: string): Pick<ServedResource, 'group' | 'version' | 'kind'> | null {
  const match = /^(_?)([a-z0-9_]+?)_([A-Z](?:[A-Za-z0-9]|_u[0-9a-f]*_)*)/.exec(name)
  if (!match) return null
  const [whole, prefix, place = '', kindName = ''] = match
  const parts = place.split(/(?<!_)_(?!_)/).map(part => part.replaceAll('__', '-'))
  const version = parts.pop() ?? ''
  const group = prefix === '' && parts.length === 1 && parts[0] === 'core' ? '' : parts.join('.')
  const decoded = { group, version, kind: decodeName(kindName.startsWith(lowerKind) ? kindName.slice(lowerKind.length) : kindName) }
  return kindTypeName(decoded) === whole ? decoded : null
}

/** What stands at a field of an object type, or in what is there. */
export function nestedTypeName(parent: string, original: string): string {
  return `${parent}__${strictName(original)}`
}

/** A component of the kube-apiserver's own documents, `io.k8s.api.apps.v1.DeploymentSpec`, the same in each of them. */
export function componentTypeName(component: string): string {
  return `Ref_${dottedName(component)}`
}

/** A component of one custom group and version, whatever others have under its name. */
export function ownComponentTypeName({ group, version }: Pick<ServedResource, 'group' | 'version'>, component: string): string {
  return `GroupRef_${groupName(group)}_${dnsName(version)}_C_${dottedName(component)}`
}

const lowerKind = 'K_u_'
const subdomain = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
const label = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/
/** The kube-apiserver's groups without a dot. */
const shortGroups = new Set(['apps', 'autoscaling', 'batch', 'extensions', 'policy'])
const readsAsEscape = /^u[0-9a-f]*_/

/** No bare `_`: that is what separates it from what comes after. */
function strictName(text: string): string {
  return encode(text, '', () => false)
}

// A bare `_` for a dot, unless it would read as an escape, as `__` before a field, or as what follows the name of a type.
function dottedName(text: string): string {
  return encode(text, '.', rest => /^[A-Za-z0-9]/.test(rest) && !readsAsEscape.test(rest) && !/^(?:Input|Entry|Value)(?:_|$)/.test(rest))
}

/** From the end, as a `_` is told from an escape by what comes after it. */
function encode(text: string, bare: string, staysBare: (rest: string) => boolean): string {
  const characters = [...text]
  let rest = ''
  for (let at = characters.length - 1; at >= 0; at--) {
    const character = characters[at] ?? ''
    if (at === 0 ? /[A-Za-z]/.test(character) : /[A-Za-z0-9]/.test(character)) rest = character + rest
    else if (at > 0 && character === bare && staysBare(rest)) rest = `_${rest}`
    else rest = escapeOf(character) + rest
  }
  return text === '' ? '_u_' : rest
}

function escapeOf(character: string): string {
  return `_u${character.codePointAt(0)?.toString(16)}_`
}
