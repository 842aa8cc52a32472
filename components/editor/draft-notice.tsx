import type { Draft } from '#client/drafts.ts'
import { Callout } from '#components/ui/callout.tsx'
import { clockTime } from '#domain/time-text.ts'

type Props = { draft: Draft | null; onRestore: (draft: Draft) => void; onDiscard: () => void }

/** Text left unsaved earlier in this tab. */
export function DraftNotice({ draft, onRestore, onDiscard }: Props) {
  if (!draft) return null
  return (
    <Callout
      title={`There is unsaved text of yours from ${clockTime(draft.savedAtMs)}.`}
      actions={
        <>
          <button type="button" className="button" onClick={() => onRestore(draft)}>
            Restore draft
          </button>
          <button type="button" className="button button-quiet" onClick={onDiscard}>
            Discard draft
          </button>
        </>
      }
    />
  )
}
