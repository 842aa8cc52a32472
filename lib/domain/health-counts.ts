import type { HealthLevel } from './health.ts'
import type { Text } from './text.ts'

/** How many objects do how. */
export type HealthCounts = Readonly<Record<HealthLevel, number>>

export const noHealth: HealthCounts = { ok: 0, progressing: 0, warning: 0, failing: 0, unknown: 0 }

export function addHealth(some: HealthCounts, more: HealthCounts): HealthCounts {
  return {
    ok: some.ok + more.ok,
    progressing: some.progressing + more.progressing,
    warning: some.warning + more.warning,
    failing: some.failing + more.failing,
    unknown: some.unknown + more.unknown,
  }
}

/** What there is of each, the worst first, and nothing of what there is none. */
export function healthSentence(counts: HealthCounts, t: Text): string {
  const parts = [
    counts.failing > 0 ? t('{count} failing', { count: counts.failing }) : '',
    counts.warning > 0 ? t('{count} warning', { count: counts.warning }) : '',
    counts.progressing > 0 ? t('{count} progressing', { count: counts.progressing }) : '',
    counts.ok > 0 ? t('{count} well', { count: counts.ok }) : '',
    counts.unknown > 0 ? t('{count} that say nothing', { count: counts.unknown }) : '',
  ]
  return parts.filter(Boolean).join(', ')
}
