/** Namespaces that one question takes: each is a list and a watch of its own at the kube-apiserver. */
export const mostMerged = 50
/** Kinds × namespaces that one question may be about: the server asks for the right to each. */
const mostPlaces = 1_500

/** How many namespaces a question about so many kinds takes. */
export function namespaceShare(kinds: number): number {
  return Math.max(1, Math.min(mostMerged, Math.floor(mostPlaces / Math.max(1, kinds))))
}

/** Namespaces as several questions about so many kinds take them, at most `most` questions; `left`: how many are in none. */
export function namespaceShares(namespaces: readonly string[], kinds: number, most: number): { shares: string[][]; left: number } {
  const size = namespaceShare(kinds)
  const count = Math.min(most, Math.ceil(namespaces.length / size))
  const shares = Array.from({ length: count }, (_, index) => namespaces.slice(index * size, (index + 1) * size))
  return { shares, left: Math.max(0, namespaces.length - most * size) }
}
