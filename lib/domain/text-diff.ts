import { structuredPatch } from 'diff'
import type { Text } from './text.ts'

/** Line numbers count from 1 in their own text; a skip stands for lines alike on both sides. */
export type DiffLine =
  | { kind: 'same' | 'added' | 'removed'; text: string; before: number | null; after: number | null }
  | { kind: 'skip'; text: string; before: null; after: null }

/** A line diff with `context` lines around each change. Empty when the texts are alike. */
export function diffLines(before: string, after: string, context = 3): DiffLine[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context })
  const lines: DiffLine[] = []
  for (const hunk of hunks) {
    if (lines.length > 0 || hunk.oldStart > 1) lines.push({ kind: 'skip', text: `line ${hunk.newStart}`, before: null, after: null })
    let [oldLine, newLine] = [hunk.oldStart, hunk.newStart]
    for (const line of hunk.lines) {
      const text = line.slice(1)
      if (line.startsWith('+')) lines.push({ kind: 'added', text, before: null, after: newLine++ })
      else if (line.startsWith('-')) lines.push({ kind: 'removed', text, before: oldLine++, after: null })
      else if (line.startsWith(' ')) lines.push({ kind: 'same', text, before: oldLine++, after: newLine++ })
    }
  }
  return lines
}

/** Of a dry run: how many lines it would change. */
export function diffSummary(lines: readonly DiffLine[], t: Text): string {
  const added = lines.filter(line => line.kind === 'added').length
  const removed = lines.filter(line => line.kind === 'removed').length
  return t(
    added === 1
      ? '{added} line added, {removed} removed, as the cluster would store it (dry run).'
      : '{added} lines added, {removed} removed, as the cluster would store it (dry run).',
    { added: String(added), removed: String(removed) },
  )
}
