import { Callout } from '#components/ui/callout.tsx'
import { DiffTable } from '#components/ui/diff-table.tsx'
import { useFocusOnMount } from '#components/ui/use-focus-on-mount.ts'
import { type DiffLine, diffSummary } from '#domain/text-diff.ts'
import { useText } from '#use-text'

type Props = { lines: DiffLine[]; warnings: string[]; pending: boolean; saveDenied: string | null; onSave: () => void; onBack: () => void }

/** What the kube-apiserver would store, against what it holds now. */
export function ReviewPanel({ lines, warnings, pending, saveDenied, onSave, onBack }: Props) {
  const t = useText()
  const heading = useFocusOnMount<HTMLHeadingElement>()
  const unchanged = lines.length === 0
  return (
    <section aria-labelledby="review" className="space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 ref={heading} tabIndex={-1} id="review" className="outline-none text-lg font-semibold">
          {t('Review changes')}
        </h2>
        <p className="text-text-2">{unchanged ? t('The cluster would store nothing new.') : diffSummary(lines, t)}</p>
        <div className="ml-auto flex gap-2">
          <button type="button" className="button" onClick={onBack}>
            {t('Keep editing')}
          </button>
          <button
            type="button"
            className="button button-primary"
            disabled={unchanged || pending || saveDenied !== null}
            title={saveDenied ?? undefined}
            onClick={onSave}
          >
            {pending ? t('Saving…') : t('Save')}
          </button>
        </div>
      </div>
      {warnings.map(warning => (
        <Callout key={warning} tone="warning" title={t('The cluster warns')}>
          {warning}
        </Callout>
      ))}
      {!unchanged && <DiffTable lines={lines} label={t('Changes')} />}
    </section>
  )
}
