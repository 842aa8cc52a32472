/** One object in the tree of what another owns. `depth` 1: owned directly; `owner`: the uid of the one above, by which it was first reached. */
export type OwnedNode<T> = { item: T; depth: number; owner: string }

/**
 * What an object owns, breadth first down to `depth`, each object once whatever its owners: owner references may form circles, and
 * more than one owner is legal. `ownedBy` has the owner itself, null for the root. `complete` false: more than `limit` objects, the rest was left out.
 */
export function ownedTree<T extends { uid: string }>(
  root: string,
  ownedBy: (uid: string, owner: T | null) => readonly T[],
  { depth, limit }: { depth: number; limit: number },
): { nodes: OwnedNode<T>[]; complete: boolean } {
  const seen = new Set([root])
  const nodes: OwnedNode<T>[] = []
  let level: { uid: string; item: T | null }[] = [{ uid: root, item: null }]
  for (let at = 1; at <= depth && level.length > 0; at += 1) {
    const next: typeof level = []
    for (const owner of level) {
      for (const item of ownedBy(owner.uid, owner.item)) {
        if (seen.has(item.uid)) continue
        if (nodes.length >= limit) return { nodes, complete: false }
        seen.add(item.uid)
        nodes.push({ item, depth: at, owner: owner.uid })
        next.push({ uid: item.uid, item })
      }
    }
    level = next
  }
  return { nodes, complete: true }
}
