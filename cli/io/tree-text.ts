import type { OwnedTree, TreeHealth } from '../operations/owned-tree.ts'
import { alignColumns, cellText } from './table-text.ts'

/** An object and what it owns, one below the other, drawn as a tree. DETAIL says why, where all is not well. */
export function treeText({ kind, metadata, _health, _owned }: OwnedTree): string {
  const below = Map.groupBy(_owned.nodes, ({ owner }) => owner)
  const lines: string[][] = [['NAMESPACE', 'NAME', 'HEALTH', 'STATUS', 'DETAIL']]
  const line = (namespace: string | null, name: string, health: TreeHealth): void => {
    const detail = ['ok', 'unknown'].includes(health.level.toLowerCase()) ? '' : health.detail
    lines.push([namespace ?? '', name, health.level.toLowerCase(), health.word, detail].map(cellText))
  }
  const draw = (owner: string, indent: string): void => {
    const nodes = below.get(owner) ?? []
    for (const [index, { health, reference }] of nodes.entries()) {
      const isLast = index === nodes.length - 1
      line(reference.namespace, `${indent}${isLast ? '└─' : '├─'}${reference.kind}/${reference.name}`, health)
      if (reference.uid !== null) draw(reference.uid, `${indent}${isLast ? '  ' : '│ '}`)
    }
  }
  line(metadata.namespace, `${kind}/${metadata.name}`, _health)
  draw(metadata.uid, '')
  return alignColumns(lines)
}
