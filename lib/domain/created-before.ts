import type { KubeObject } from '#contract/kubernetes.ts'
import type { CreateDocument } from './create-plan.ts'
import { sameValue } from './object-diff.ts'

type Made = CreateDocument & { created: KubeObject | null }

/**
 * What an earlier try made of each document of a text, in their order; null for one that is new. One that says something else now than it
 * said then is there all the same: `isSame` tells.
 */
export function madeBefore<T extends Made>(documents: readonly CreateDocument[], earlier: readonly T[]): ({ made: T; isSame: boolean } | null)[] {
  const left = earlier.filter(({ created }) => created !== null)
  const take = (fits: (made: T) => boolean): T | null => {
    const index = left.findIndex(fits)
    return index < 0 ? null : (left.splice(index, 1)[0] ?? null)
  }
  // Those that say the same come first: of several that leave their name to the cluster one may have been changed.
  const same = documents.map(({ path, object }) => take(made => made.path === path && object !== null && sameValue(made.object, object)))
  return documents.map(({ path, title, object }, index) => {
    const found = same[index]
    if (found) return { made: found, isSame: true }
    const other = object === null ? null : take(made => made.path === path && made.title === title)
    return other && { made: other, isSame: false }
  })
}
