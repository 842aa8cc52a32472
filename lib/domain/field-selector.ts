export type MetadataTerm = { field: 'namespace' | 'name'; value: string; negated: boolean }

/** Selects the object of that name, escaped as fields.EscapeValue does (pkg/fields/selector.go): names of RBAC may hold `,` and `=`. */
export function nameSelector(name: string): string {
  return `metadata.name=${name.replace(/[\\,=]/g, '\\$&')}`
}

/**
 * A field selector as terms on the name and namespace, read as apimachinery fields.ParseSelector does (pkg/fields/selector.go). Null where it
 * holds anything else, or is malformed: that is the kube-apiserver's to judge.
 */
export function parseMetadataSelector(text: string): MetadataTerm[] | null {
  const terms: MetadataTerm[] = []
  for (const part of splitTerms(text).filter(term => term !== '')) {
    const [, field, operator, value] = /^metadata\.(name|namespace)(!=|==|=)((?:[^\\,=]|\\[\\,=])*)$/.exec(part) ?? []
    if (value === undefined) return null
    terms.push({ field: field as 'name' | 'namespace', value: value.replace(/\\(.)/g, '$1'), negated: operator === '!=' })
  }
  return terms
}

/**
 * The one name that a selector takes, null where it takes others or cannot be read. The kube-apiserver authorizes a list or a watch with
 * such a selector as one of that name, where it may stand in a path (endpoints/request/requestinfo.go, IsValidPathSegmentName).
 */
export function selectedName(text: string): string | null {
  const name = parseMetadataSelector(text)?.find(({ field, negated }) => field === 'name' && !negated)?.value ?? ''
  return name === '' || name === '.' || name === '..' || /[/%]/.test(name) ? null : name
}

export function matchesMetadata(terms: readonly MetadataTerm[], object: { namespace: string; name: string }): boolean {
  return terms.every(({ field, value, negated }) => (object[field] === value) !== negated)
}

function splitTerms(text: string): string[] {
  return text.match(/(?:[^\\,]|\\[\s\S]?)+/g) ?? []
}
