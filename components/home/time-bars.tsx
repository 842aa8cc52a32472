import { useNowMs } from '#client/use-now.ts'
import { type CountedTime, timeBars } from '#domain/time-bars.ts'
import { relativeTime } from '#domain/time-text.ts'
import { useText } from '#use-text'

const spanMs = 5 * 60_000
const bars = 12
const barWidth = 5
const gap = 1
const height = 18

/**
 * How many of these are in each five minutes of the last hour, as bars, the oldest left, as wide as there is room. `label` says the
 * same in words, of counts.
 */
export function HourBars({ times, label: labelOf }: { times: readonly CountedTime[]; label: (counts: string) => string }) {
  const t = useText()
  const nowMs = useNowMs()
  const counts = timeBars(times, nowMs, spanMs, bars)
  const label = labelOf(counts.join(', '))
  const top = Math.max(1, ...counts)
  const width = bars * (barWidth + gap) - gap
  return (
    <>
      <span aria-hidden="true">{relativeTime(nowMs - bars * spanMs, nowMs, t)}</span>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
        role="img"
        aria-label={label}
        className="h-[18px] min-w-0 max-w-96 flex-1 text-text-2"
      >
        <title>{label}</title>
        {counts.map((count, index) => {
          const barHeight = count === 0 ? 1 : Math.max(3, Math.round((count / top) * height))
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
              key={index}
              x={index * (barWidth + gap)}
              y={height - barHeight}
              width={barWidth}
              height={barHeight}
              fill="currentColor"
              opacity={count === 0 ? 0.35 : 1}
            />
          )
        })}
      </svg>
      <span aria-hidden="true">{relativeTime(nowMs, nowMs, t)}</span>
    </>
  )
}
