import { Rich } from '#components/text/rich.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import { useFocusOnMount } from '#components/ui/use-focus-on-mount.ts'
import { writeExactJson } from '#domain/exact-json.ts'
import { pathText } from '#domain/object-diff.ts'
import type { Text } from '#domain/text.ts'
import type { DiffLine } from '#domain/text-diff.ts'
import type { MergeConflict } from '#domain/three-way-merge.ts'
import { useText } from '#use-text'

type Props = { kind: string; name: string; lines: DiffLine[]; onMerge: () => void; onBack: () => void }

/** Someone else changed the object meanwhile: what they changed, and the two ways on. Nothing of either is lost. */
export function ConflictPanel({ kind, name, lines, onMerge, onBack }: Props) {
  const t = useText()
  const heading = useFocusOnMount<HTMLHeadingElement>()
  return (
    <section aria-labelledby="conflict" className="space-y-3">
      <Callout
        tone="warning"
        title={t('{kind} {name} was changed by someone else since you began.', { kind, name })}
        actions={
          <>
            <button type="button" className="button button-primary" onClick={onMerge}>
              {t('Take their version and reapply mine')}
            </button>
            <button type="button" className="button" onClick={onBack}>
              {t('Keep editing')}
            </button>
          </>
        }
      >
        {t('Nothing of yours was stored, and your text is kept. Below is what they changed.')}
      </Callout>
      <h2 ref={heading} tabIndex={-1} id="conflict" className="outline-none text-lg font-semibold">
        {t('Their changes')}
      </h2>
      <DiffTable lines={lines} label={t('Their changes')} />
    </section>
  )
}

/** After a merge: fields both changed, where the text holds mine. */
export function OverlapNotice({ overlaps }: { overlaps: readonly MergeConflict[] }) {
  const t = useText()
  if (overlaps.length === 0) return null
  return (
    <Callout
      tone="warning"
      title={t.count(
        overlaps.length,
        'Both changed this field; the text below holds yours. Check before you save.',
        'Both changed these {count} fields; the text below holds yours. Check before you save.',
      )}
    >
      <ul className="mt-1 space-y-1 font-mono text-sm">
        {overlaps.map(({ path, theirs, mine }) => (
          <li key={pathText(path)}>
            <Rich
              text={t('{field}: theirs {theirs}, yours {mine}')}
              values={{ field: <span className="font-semibold">{pathText(path)}</span>, theirs: short(theirs, t), mine: short(mine, t) }}
            />
          </li>
        ))}
      </ul>
    </Callout>
  )
}

function short(value: unknown, t: Text): string {
  if (value === undefined) return t('(removed)')
  const text = writeExactJson(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
