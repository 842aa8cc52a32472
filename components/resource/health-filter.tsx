'use client'

import type { HealthLevel } from '#domain/health.ts'
import { english } from '#domain/text.ts'
import { useText } from '#use-text'

const words: Record<HealthLevel, string> = {
  failing: english('Failing'),
  warning: english('Warning'),
  progressing: english('Progressing'),
  ok: english('Healthy'),
  unknown: english('Unknown'),
}

/** Narrows a list to what does so, whatever its columns tell. */
export function HealthFilter({ selected, onSelect }: { selected: HealthLevel | null; onSelect: (level: HealthLevel | null) => void }) {
  const t = useText()
  return (
    <label className="flex items-center gap-1.5 text-text-2">
      <span>{t('Health')}</span>
      <select className="field text-text" value={selected ?? ''} onChange={event => onSelect((event.target.value || null) as HealthLevel | null)}>
        <option value="">{t('Any')}</option>
        {Object.entries(words).map(([level, word]) => (
          <option key={level} value={level}>
            {t(word)}
          </option>
        ))}
      </select>
    </label>
  )
}
