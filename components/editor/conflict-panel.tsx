import { Callout } from '#components/ui/callout.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import { pathText } from '#domain/object-diff.ts'
import type { DiffLine } from '#domain/text-diff.ts'
import type { MergeConflict } from '#domain/three-way-merge.ts'

type Props = { kind: string; name: string; lines: DiffLine[]; onMerge: () => void; onBack: () => void }

/** Someone else changed the object meanwhile: what they changed, and the two ways on. Nothing of either is lost. */
export function ConflictPanel({ kind, name, lines, onMerge, onBack }: Props) {
  return (
    <section aria-labelledby="conflict" className="space-y-3">
      <Callout
        tone="warning"
        title={`${kind} ${name} was changed by someone else since you began.`}
        actions={
          <>
            <button type="button" className="button button-primary" onClick={onMerge}>
              Take their version and reapply mine
            </button>
            <button type="button" className="button" onClick={onBack}>
              Keep editing
            </button>
          </>
        }
      >
        Nothing of yours was stored, and your text is kept. Below is what they changed.
      </Callout>
      <h2 id="conflict" className="text-lg font-semibold">
        Their changes
      </h2>
      <DiffTable lines={lines} label="Their changes" />
    </section>
  )
}

/** After a merge: fields both changed, where the text holds mine. */
export function OverlapNotice({ overlaps }: { overlaps: readonly MergeConflict[] }) {
  if (overlaps.length === 0) return null
  return (
    <Callout
      tone="warning"
      title={`Both changed ${overlaps.length === 1 ? 'this field' : `these ${overlaps.length} fields`}; the text below holds yours. Check before you save.`}
    >
      <ul className="mt-1 space-y-1 font-mono text-sm">
        {overlaps.map(({ path, theirs, mine }) => (
          <li key={pathText(path)}>
            <span className="font-semibold">{pathText(path)}</span>: theirs {short(theirs)}, yours {short(mine)}
          </li>
        ))}
      </ul>
    </Callout>
  )
}

function short(value: unknown): string {
  if (value === undefined) return '(removed)'
  const text = JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
