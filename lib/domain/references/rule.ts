import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '../conditions.ts'
import { parseApiVersion } from '../resource.ts'
import { type LabelSelector, readLabelMap, readLabelSelector } from './label-selector-object.ts'
import type { NamePointer, NamespaceChoice, Pointer, TargetKind } from './pointer.ts'
import { serviceOfHost } from './service-host.ts'
import { type ValueAt, valuesAt } from './values-at.ts'

/**
 * What fields of a kind point to. `to`: the kinds that it may be, which tells whom to look through for what points to an object.
 * `across`: also to objects of other namespaces.
 */
export type Rule = { to: readonly TargetKind[]; across: boolean; point(object: KubeObject): Pointer[] }

/** The rules of kinds of one group. */
export type KindRules = { group: string; kinds: readonly string[]; rules: readonly Rule[] }

export const service: TargetKind = { group: '', kind: 'Service' }
export const secret: TargetKind = { group: '', kind: 'Secret' }
export const configMap: TargetKind = { group: '', kind: 'ConfigMap' }
export const serviceAccount: TargetKind = { group: '', kind: 'ServiceAccount' }
export const pod: TargetKind = { group: '', kind: 'Pod' }
export const node: TargetKind = { group: '', kind: 'Node' }

/** A rule of whatever form: what each value at one of the paths points to. */
export function rule(at: string | readonly string[], to: readonly TargetKind[], point: (found: ValueAt, object: KubeObject) => Pointer[], across = true): Rule {
  const paths = typeof at === 'string' ? [at] : at
  return { to, across, point: object => paths.flatMap(path => valuesAt(object, path).flatMap(found => point(found, object))) }
}

/** The value is the name of an object, in the same namespace unless `namespace` says another. */
export function byName(at: string | readonly string[], to: TargetKind, namespace: string | null = null): Rule {
  return rule(at, [to], ({ value, via }) => (isName(value) ? [nameAt(via, to, value, namespace)] : []), namespace !== null)
}

/** The value is an object with `name`, and maybe `kind`, `group` (or `apiGroup`, `apiVersion`) and `namespace`, whose defaults are `to`. */
export function byRef(at: string | readonly string[], to: TargetKind, others: readonly TargetKind[] = []): Rule {
  return rule(at, [to, ...others], ({ value, via }) => {
    const { name, kind, namespace, ...rest } = asRecord(value) ?? {}
    if (!isName(name)) return []
    const target = { group: groupSaid(rest) ?? to.group, kind: textOr(kind, '') || to.kind }
    return [nameAt(via, target, name, textOr(namespace, '') || null)]
  })
}

/** The value is a LabelSelector. */
export function bySelector(at: string | readonly string[], to: readonly TargetKind[], namespaces: NamespacesOf = ownNamespace): Rule {
  return selectBy(at, to, namespaces, readLabelSelector)
}

/** The value is a map of labels. One without any selects nothing: no selector at all says that, where everything is meant. */
export function byLabels(at: string | readonly string[], to: readonly TargetKind[], namespaces: NamespacesOf = ownNamespace): Rule {
  return selectBy(at, to, namespaces, value => {
    const selector = readLabelMap(value)
    return selector && selector.length > 0 ? selector : null
  })
}

function selectBy(at: string | readonly string[], to: readonly TargetKind[], namespaces: NamespacesOf, read: (value: unknown) => LabelSelector | null): Rule {
  const point = ({ value, via }: ValueAt, object: KubeObject) => {
    const selector = read(value)
    const choice = namespaces(object)
    return selector && choice ? to.map(target => ({ ...target, via, namespaces: choice, selector })) : []
  }
  return rule(at, to, point, namespaces !== ownNamespace)
}

/** Where an object of this kind selects; null: nowhere. */
type NamespacesOf = (object: KubeObject) => NamespaceChoice | null
const ownNamespace: NamespacesOf = () => 'own'

/** The value is a host name of a Service, as `reviews` or `reviews.shop.svc.cluster.local`. */
export function byHost(at: string | readonly string[]): Rule {
  return rule(at, [service], ({ value, via }, object) => {
    const found = typeof value === 'string' ? serviceOfHost(value, object.metadata.namespace ?? '') : null
    return found ? [nameAt(via, service, found.name, found.namespace)] : []
  })
}

export function nameAt(via: string, target: TargetKind, name: string, namespace: string | null = null): NamePointer {
  return { via, ...target, namespace, name, certain: true }
}

/** What an object may be called (apimachinery path.IsValidPathSegmentName); a longer text is none. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 253 && value !== '' && value !== '.' && value !== '..' && !/[/%\s]/.test(value)
}

/** The group that a reference says: `group`, `apiGroup`, or that of `apiVersion`; null where it says none. */
export function groupSaid({ group, apiGroup, apiVersion }: Readonly<Record<string, unknown>>): string | null {
  if (typeof group === 'string') return group
  if (typeof apiGroup === 'string') return apiGroup
  return typeof apiVersion === 'string' && apiVersion !== '' ? parseApiVersion(apiVersion).group : null
}

export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
