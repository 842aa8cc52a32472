import type { Draft } from '#client/drafts.ts'
import { Callout } from '#components/ui/callout.tsx'
import { clockTime } from '#domain/time-text.ts'
import { useText } from '#use-text'

type Props = { draft: Draft | null; onRestore: (draft: Draft) => void; onDiscard: () => void }

/** Text left unsaved earlier in this tab. */
export function DraftNotice({ draft, onRestore, onDiscard }: Props) {
  const t = useText()
  if (!draft) return null
  return (
    <Callout
      title={t('There is unsaved text of yours from {time}.', { time: clockTime(draft.savedAtMs) })}
      actions={
        <>
          <button type="button" className="button" onClick={() => onRestore(draft)}>
            {t('Restore draft')}
          </button>
          <button type="button" className="button button-quiet" onClick={onDiscard}>
            {t('Discard draft')}
          </button>
        </>
      }
    />
  )
}
