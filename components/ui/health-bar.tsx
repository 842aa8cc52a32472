import type { MarkLevel } from './health-mark.tsx'

const fills: Record<MarkLevel, string> = {
  failing: 'var(--failing)',
  warning: 'var(--warning)',
  progressing: 'var(--progressing)',
  ok: 'var(--ok)',
  unknown: 'var(--unknown)',
}
const order: readonly MarkLevel[] = ['failing', 'warning', 'progressing', 'ok', 'unknown']
const widthPx = 56
const heightPx = 6
/** One object in trouble among ten thousand is seen still. */
const leastPx = 3

/** How objects do, as parts of a whole, the worst left. `label` says the same in words. */
export function HealthBar({ counts, label }: { counts: Readonly<Record<MarkLevel, number>>; label: string }) {
  const parts = order.filter(level => counts[level] > 0)
  const all = parts.reduce((sum, level) => sum + counts[level], 0)
  if (all === 0) return null
  const free = widthPx - parts.length * leastPx
  let x = 0
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex shrink-0">
      <svg width={widthPx} height={heightPx} viewBox={`0 0 ${widthPx} ${heightPx}`} aria-hidden="true">
        {parts.map(level => {
          const width = leastPx + (counts[level] / all) * free
          const part = (
            <rect key={level} x={x} y="0" width={Math.max(1, width - 1)} height={heightPx} rx="1" fill={fills[level]} opacity={level === 'unknown' ? 0.4 : 1} />
          )
          x += width
          return part
        })}
      </svg>
    </span>
  )
}
