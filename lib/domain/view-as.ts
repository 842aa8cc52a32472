/** The user's name of a ServiceAccount. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`
}

/** Groups as somebody lists them: by commas or spaces, each once. */
export function parseGroups(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(group => group !== ''))]
}
