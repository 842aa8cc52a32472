/**
 * Order of two resource versions of one resource: they are integers that grow (KEP-5504). '' is older than any. Anything else than
 * digits is of no known order, and taken as the same.
 */
export function compareResourceVersions(a: string, b: string): number {
  if (!/^\d*$/.test(a) || !/^\d*$/.test(b)) return 0
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
