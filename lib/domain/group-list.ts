/** Groups as somebody lists them: by commas or spaces, each once. */
export function parseGroups(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(group => group !== ''))]
}
