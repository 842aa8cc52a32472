import { clockTime } from '#domain/time-text.ts'
import { useText } from '#use-text'

/** Under a part of a page that cannot be read again: from when it is (epoch milliseconds). */
export function AsOf({ atMs }: { atMs: number }) {
  const t = useText()
  return (
    <p role="status" className="px-3 py-2 text-sm text-warning">
      {t('As of {time}: it cannot be read again just now.', { time: clockTime(atMs) })}
    </p>
  )
}
