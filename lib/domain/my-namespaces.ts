import type { Capabilities } from '#contract/access.ts'
import type { Identity } from '#contract/identity.ts'
import type { PolicyRule } from './policy-rule.ts'

/** The namespaces that somebody works in. */
export type MyNamespaces = {
  /** They may list namespaces: `open` are then all that the cluster has. */
  listable: boolean
  /** Where something is open to them, sorted. */
  open: readonly string[]
  /** Named by them, and nothing there is open to them. */
  closed: readonly string[]
}

/** Where somebody holds more than in the whole cluster. */
export type HeldNamespaces = {
  /** Those that they named first. */
  held: readonly string[]
  /** Not looked into, of which there are too many. */
  unlooked: readonly string[]
}

/** Those of the namespaces where more is held than `wide`, in their order. */
export function withMore(wide: Capabilities, inNamespaces: ReadonlyMap<string, Capabilities>): string[] {
  // Namespaces where the same is held share one object.
  const judged = new Map<Capabilities, boolean>()
  return [...inNamespaces].flatMap(([namespace, held]) => {
    const isMore = judged.get(held) ?? Object.entries(held).some(([key, verbs]) => verbs.some(verb => !wide[key]?.includes(verb)))
    judged.set(held, isMore)
    return isMore ? [namespace] : []
  })
}

/** Subject of a binding, rbac.authorization.k8s.io/v1. */
export type Subject = { kind: string; name: string; namespace?: string | undefined }

const serviceAccountName = /^system:serviceaccount:([^:]+):([^:]+)$/

/** Whether a RoleBinding in `namespace` with such a subject concerns the identity (kubernetes plugin/pkg/auth/authorizer/rbac, appliesToUser). */
export function isSubject({ name, groups }: Pick<Identity, 'name' | 'groups'>, { kind, name: subject, namespace = '' }: Subject): boolean {
  if (kind === 'User') return subject === name
  if (kind === 'Group') return groups.includes(subject)
  return kind === 'ServiceAccount' && namespace !== '' && `system:serviceaccount:${namespace}:${subject}` === name
}

/** Namespaces that rules name: those that their holder may look at one by one. */
export function namespacesNamedBy(rules: readonly PolicyRule[]): string[] {
  const has = (texts: readonly string[] | undefined, ...wanted: string[]): boolean => wanted.some(text => texts?.includes(text))
  return rules
    .filter(({ verbs, apiGroups, resources }) => has(verbs, 'get', 'list', 'watch', '*') && has(apiGroups, '', '*') && has(resources, 'namespaces', '*'))
    .flatMap(({ resourceNames = [] }) => resourceNames)
}

/** The namespace of a ServiceAccount by its user name; null for anybody else. */
export function ownNamespace(name: string): string | null {
  return serviceAccountName.exec(name)?.[1] ?? null
}
