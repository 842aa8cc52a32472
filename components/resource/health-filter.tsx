'use client'

import type { HealthLevel } from '#domain/health.ts'

const words: Record<HealthLevel, string> = { failing: 'Failing', warning: 'Warning', progressing: 'Progressing', ok: 'Healthy', unknown: 'Unknown' }

/** Narrows a list to what does so, whatever its columns tell. */
export function HealthFilter({ selected, onSelect }: { selected: HealthLevel | null; onSelect: (level: HealthLevel | null) => void }) {
  return (
    <label className="flex items-center gap-1.5 text-text-2">
      <span>Health</span>
      <select className="field text-text" value={selected ?? ''} onChange={event => onSelect((event.target.value || null) as HealthLevel | null)}>
        <option value="">Any</option>
        {Object.entries(words).map(([level, word]) => (
          <option key={level} value={level}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}
