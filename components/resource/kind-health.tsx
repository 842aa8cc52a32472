'use client'

import { useKindHealth } from '#client/use-kind-health.ts'
import { HealthBar } from '#components/ui/health-bar.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import { type HealthCounts, healthSentence } from '#domain/health-counts.ts'
import { useText } from '#use-text'

/** How the objects of a kind do, to look at, with the worst kind of trouble in words; nothing where nobody could tell. */
export function KindHealth({ resource: { group, resource } }: { resource: { group: string; resource: string } }) {
  const t = useText()
  const health = useKindHealth({ group, resource })
  if (health === undefined) return <span className="skeleton h-3 w-12" aria-hidden="true" />
  if (health === null) return null
  return (
    <span className="flex items-center gap-2">
      <HealthBar counts={health} label={healthSentence(health, t)} />
      <Trouble health={health} />
    </span>
  )
}

function Trouble({ health: { failing, warning, progressing } }: { health: HealthCounts }) {
  const t = useText()
  if (failing > 0) return <HealthMark level="failing" word={t('{count} failing', { count: failing })} />
  if (warning > 0) return <HealthMark level="warning" word={t('{count} warning', { count: warning })} />
  return progressing > 0 ? <HealthMark level="progressing" word={t('{count} progressing', { count: progressing })} /> : null
}
