const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** `5 min ago`, `in 3 h`, `now`. Times in epoch milliseconds. */
export function relativeTime(atMs: number, nowMs: number): string {
  const seconds = Math.round((atMs - nowMs) / 1000)
  const size = Math.abs(seconds)
  if (size < 5) return 'now'
  const text =
    size < 90
      ? `${size} s`
      : size < 90 * minute
        ? `${Math.round(size / minute)} min`
        : size < 36 * hour
          ? `${Math.round(size / hour)} h`
          : `${Math.round(size / day)} d`
  return seconds > 0 ? `in ${text}` : `${text} ago`
}

/** `2026-11-23 22:30:12 UTC`: the same on the server and in every browser. */
export function exactTime(atMs: number): string {
  return Number.isFinite(atMs) ? `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC` : 'unknown time'
}

/** `22:30:12`, in the reader's own time zone. */
export function clockTime(atMs: number): string {
  const date = new Date(atMs)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':')
}

/** An age in seconds as kubectl's AGE column writes it: `45s`, `5m30s`, `3h12m`, `6d4h`, `2y30d`. */
export function kubectlAge(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const days = Math.floor(s / day)
  if (s < 2 * minute) return `${s}s`
  if (s < 10 * minute) return two(Math.floor(s / minute), 'm', s % minute, 's')
  if (s < 3 * hour) return `${Math.floor(s / minute)}m`
  if (s < 8 * hour) return two(Math.floor(s / hour), 'h', Math.floor((s % hour) / minute), 'm')
  if (s < 2 * day) return `${Math.floor(s / hour)}h`
  if (days < 8) return two(days, 'd', Math.floor((s % day) / hour), 'h')
  if (days < 2 * 365) return `${days}d`
  if (days < 8 * 365) return two(Math.floor(days / 365), 'y', days % 365, 'd')
  return `${Math.floor(days / 365)}y`
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
