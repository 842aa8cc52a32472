import { isRecord, type Path, sameValue } from './object-diff.ts'

/** Where two people changed the same thing differently. An absent value is undefined. */
export type MergeConflict = { path: Path; base: unknown; theirs: unknown; mine: unknown }
export type MergeResult = { merged: unknown; conflicts: MergeConflict[] }

/**
 * Both changes on one base. Records merge field by field, lists of one length place by place; anything else is one value. Where both changed
 * the same path differently, `merged` holds mine and the conflict is listed: someone has to look at it.
 */
export function mergeThreeWay(base: unknown, theirs: unknown, mine: unknown, path: Path = []): MergeResult {
  if (sameValue(base, mine)) return { merged: theirs, conflicts: [] }
  if (sameValue(base, theirs) || sameValue(theirs, mine)) return { merged: mine, conflicts: [] }
  if (isRecord(theirs) && isRecord(mine)) return mergeRecords(isRecord(base) ? base : {}, theirs, mine, path)
  const listed = mergeLists(base, theirs, mine, path)
  return listed ?? { merged: mine, conflicts: [{ path, base, theirs, mine }] }
}

function mergeRecords(base: Record<string, unknown>, theirs: Record<string, unknown>, mine: Record<string, unknown>, path: Path): MergeResult {
  const merged: Record<string, unknown> = {}
  const conflicts: MergeConflict[] = []
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const result = mergeThreeWay(base[key], theirs[key], mine[key], [...path, key])
    if (result.merged !== undefined) setOwn(merged, key, result.merged)
    conflicts.push(...result.conflicts)
  }
  return { merged, conflicts }
}

/** Lists of one length on all three sides are merged by place; a list that grew or shrank cannot be. */
function mergeLists(base: unknown, theirs: unknown, mine: unknown, path: Path): MergeResult | undefined {
  if (!Array.isArray(base) || !Array.isArray(theirs) || !Array.isArray(mine)) return undefined
  if (base.length !== theirs.length || base.length !== mine.length) return undefined
  const results = base.map((item, index) => mergeThreeWay(item, theirs[index], mine[index], [...path, index]))
  return { merged: results.map(result => result.merged), conflicts: results.flatMap(result => result.conflicts) }
}

// A YAML key may be `__proto__`; plain assignment would set the prototype instead of a field.
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
