import { isRecord, sameValue } from './object-diff.ts'

/** The JSON merge patch (RFC 7386) that turns `from` into `to`. Lists are replaced whole. */
export function createMergePatch(from: Record<string, unknown>, to: Record<string, unknown>): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const key of Object.keys(from)) if (to[key] === undefined) patch[key] = null
  for (const [key, value] of Object.entries(to)) {
    const before = from[key]
    if (value === undefined || sameValue(before, value)) continue
    patch[key] = isRecord(before) && isRecord(value) ? createMergePatch(before, value) : value
  }
  return patch
}
