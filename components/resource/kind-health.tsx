'use client'

import { useKindHealth } from '#client/use-kind-health.ts'
import { HealthMark } from '#components/ui/health-mark.tsx'

/** How many objects of a kind do not do well, the worst kind of trouble alone; nothing where all do, or nobody could tell. */
export function KindHealth({ resource: { group, resource } }: { resource: { group: string; resource: string } }) {
  const health = useKindHealth({ group, resource })
  if (health === undefined) return <span className="skeleton h-3 w-12" aria-hidden="true" />
  if (health === null) return null
  const { failing, warning, progressing } = health
  if (failing > 0) return <HealthMark level="failing" word={`${failing} failing`} />
  if (warning > 0) return <HealthMark level="warning" word={`${warning} warning`} />
  return progressing > 0 ? <HealthMark level="progressing" word={`${progressing} progressing`} /> : null
}
