'use client'

import { useText } from '#use-text'
import type { SaveBy } from './use-edit-session.ts'

const defaultManager = 'latchkey'

type Props = { saveBy: SaveBy; denied: string | null; onChange: (saveBy: SaveBy) => void }

/** Whether an edit replaces the object or is applied as a field manager; why not, where the user may not. */
export function SaveByChoice({ saveBy, denied, onChange }: Props) {
  const t = useText()
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm text-text-2">
      <label className="flex items-center gap-1.5" title={denied === null ? undefined : t.said(denied)}>
        <input
          type="checkbox"
          className="accent-accent-fill"
          checked={saveBy.apply}
          disabled={denied !== null}
          onChange={event => onChange(event.target.checked ? { apply: true, manager: defaultManager } : { apply: false })}
        />
        {t('Server-side apply')}
      </label>
      {saveBy.apply && (
        <label className="flex items-center gap-1.5">
          {t('as field manager')}
          <input
            className="field h-7 w-44 font-mono text-text"
            value={saveBy.manager}
            required
            maxLength={128}
            spellCheck={false}
            autoComplete="off"
            onChange={event => onChange({ apply: true, manager: event.target.value })}
          />
        </label>
      )}
    </div>
  )
}
