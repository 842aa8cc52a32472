import { useNowMs } from '#client/use-now.ts'
import { timeBars } from '#domain/time-bars.ts'

const spanMs = 5 * 60_000
const bars = 12
const barPx = 4
const gapPx = 2
const heightPx = 18

/** How many of these times are in each five minutes of the last hour, as bars, the oldest left. `label` says the same in words, of counts. */
export function HourBars({ times, label: labelOf }: { times: readonly string[]; label: (counts: string) => string }) {
  const counts = timeBars(times, useNowMs(), spanMs, bars)
  const label = labelOf(counts.join(', '))
  const top = Math.max(1, ...counts)
  const width = counts.length * (barPx + gapPx) - gapPx
  return (
    <svg width={width} height={heightPx} viewBox={`0 0 ${width} ${heightPx}`} role="img" aria-label={label} className="text-text-2">
      <title>{label}</title>
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(3, Math.round((count / top) * heightPx))
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
            key={index}
            x={index * (barPx + gapPx)}
            y={heightPx - height}
            width={barPx}
            height={height}
            rx="1"
            fill="currentColor"
            opacity={count === 0 ? 0.35 : 1}
          />
        )
      })}
    </svg>
  )
}
