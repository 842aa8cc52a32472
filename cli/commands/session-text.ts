import type { LoginMethod } from '../../lib/contract/identity.ts'
import { createText } from '../../lib/domain/text.ts'
import { relativeTime } from '../../lib/domain/time-text.ts'

/** `Signed in as jane by token until 2026-11-24 08:12 (in 9 h).`: until when in the reader's own time zone. */
export function sessionText(name: string, method: LoginMethod, expiresAt: string, nowMs: number = Date.now()): string {
  return `Signed in as ${name} by ${methodWord(method)} until ${localTime(expiresAt)} (${relativeTime(Date.parse(expiresAt), nowMs, createText('en', {}))}).`
}

const methodWords: Readonly<Record<LoginMethod, string>> = {
  attested: 'word of the kube-apiserver',
  token: 'token',
  'cert-signed': 'signature with the client key',
  cert: 'client certificate, handed over',
}

/** A method in the reader's words. */
export function methodWord(method: LoginMethod): string {
  return methodWords[method]
}

export function localTime(rfc3339: string): string {
  const date = new Date(rfc3339)
  if (Number.isNaN(date.getTime())) return rfc3339
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
