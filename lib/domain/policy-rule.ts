/** rbac.authorization.k8s.io/v1 PolicyRule. */
export type PolicyRule = {
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
  verbs: string[]
}

/** One thing to do: `subresource` is '' for the resource itself, `group` '' for core. */
export type RuleQuestion = { verb: string; group: string; resource: string; subresource: string }

/** Whether the rules allow it on every object, as RBAC reads them (kubernetes pkg/apis/rbac/v1/evaluation_helpers.go). A rule for certain names does not. */
export function rulesAllow(rules: readonly PolicyRule[], { verb, group, resource, subresource }: RuleQuestion): boolean {
  const names = subresource === '' ? [resource, '*'] : [`${resource}/${subresource}`, `*/${subresource}`, '*']
  return rules.some(
    rule =>
      (rule.resourceNames ?? []).length === 0 &&
      hasAny(rule.verbs, [verb, '*']) &&
      hasAny(rule.apiGroups ?? [], [group, '*']) &&
      hasAny(rule.resources ?? [], names),
  )
}

function hasAny(texts: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some(text => texts.includes(text))
}
