import type { Text } from './text.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** `5 min ago`, `in 3 h`, `now`. Times in epoch milliseconds. */
export function relativeTime(atMs: number, nowMs: number, t: Text): string {
  const seconds = Math.round((atMs - nowMs) / 1000)
  const size = Math.abs(seconds)
  const isAhead = seconds > 0
  const by = (unit: number) => ({ count: String(Math.round(size / unit)) })
  if (size < 5) return t('now')
  if (size < 90) return t(isAhead ? 'in {count} s' : '{count} s ago', by(1))
  if (size < 90 * minute) return t(isAhead ? 'in {count} min' : '{count} min ago', by(minute))
  if (size < 36 * hour) return t(isAhead ? 'in {count} h' : '{count} h ago', by(hour))
  return t(isAhead ? 'in {count} d' : '{count} d ago', by(day))
}

/** `2026-11-23 22:30:12 UTC`: the same on the server and in every browser. */
export function exactTime(atMs: number, t: Text): string {
  return Number.isFinite(atMs) ? `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC` : t('unknown time')
}

/** `2026-11-23 23:30:12 (Europe/Berlin)`: in the reader's own time zone, so only for what is written in the browser. */
export function localTime(atMs: number, t: Text): string {
  if (!Number.isFinite(atMs)) return t('unknown time')
  return `${localDay(atMs)} ${clockTime(atMs)} (${timeZone()})`
}

// Found out once: it takes a third of a millisecond, and a list says it of each row.
let zone: string | undefined
function timeZone(): string {
  zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone
  return zone
}

/** A time in the reader's own zone, and below it in UTC. */
export function bothTimes(atMs: number, t: Text): string {
  return Number.isFinite(atMs) ? `${localTime(atMs, t)}\n${exactTime(atMs, t)}` : t('unknown time')
}

/** `2026-11-23 23:30:12.345`, in the reader's own time zone, of what a kubelet writes (RFC 3339 with nanoseconds). */
export function localStamp(at: string): string {
  const atMs = Date.parse(at)
  return Number.isFinite(atMs) ? `${localDay(atMs)} ${clockTime(atMs)}.${String(new Date(atMs).getMilliseconds()).padStart(3, '0')}` : at
}

/** `22:30:12`, in the reader's own time zone. */
export function clockTime(atMs: number): string {
  const date = new Date(atMs)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':')
}

function localDay(atMs: number): string {
  const date = new Date(atMs)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, '0')).join('-')
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
