import { relativeTime } from '../../lib/domain/time-text.ts'

/** `Signed in as jane by cert until 2026-11-24 08:12 (in 9 h).`: until when in the reader's own time zone. */
export function sessionText(name: string, method: string, expiresAt: string, nowMs: number = Date.now()): string {
  return `Signed in as ${name} by ${methodWord(method)} until ${localTime(expiresAt)} (${relativeTime(Date.parse(expiresAt), nowMs)}).`
}

function methodWord(method: string): string {
  return method === 'cert' ? 'client certificate' : method
}

export function localTime(rfc3339: string): string {
  const date = new Date(rfc3339)
  if (Number.isNaN(date.getTime())) return rfc3339
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
