import type { PolicyRule } from '#domain/policy-rule.ts'
import { type CatalogueEntry, capabilityVerbs, type VerbBits } from './catalogue.ts'

/**
 * Which verbs the rules allow on every object of each resource, as RBAC reads them (kubernetes
 * pkg/apis/rbac/v1/evaluation_helpers.go). Rules for certain names allow none of them all.
 */
export function ruleBits(entries: readonly CatalogueEntry[], rules: readonly PolicyRule[]): VerbBits {
  const byGroup = Map.groupBy(entries, ({ group }) => group)
  const held = new Map<string, number>()
  for (const { verbs, apiGroups = [], resources = [], resourceNames = [] } of rules) {
    if (resourceNames.length > 0) continue
    const allowed = capabilityVerbs.reduce((bits, verb, index) => (verbs.includes('*') || verbs.includes(verb) ? bits | (1 << index) : bits), 0)
    if (allowed === 0) continue
    const inGroups = apiGroups.includes('*') ? entries : apiGroups.flatMap(group => byGroup.get(group) ?? [])
    const wanted = new Set(resources)
    for (const { key, resource, subresource, servedBits } of inGroups)
      if (wanted.has('*') || (subresource === '' ? wanted.has(resource) : wanted.has(`${resource}/${subresource}`) || wanted.has(`*/${subresource}`)))
        held.set(key, (held.get(key) ?? 0) | (allowed & servedBits))
  }
  return held
}
