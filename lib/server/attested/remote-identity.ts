import type { Identity } from '#contract/identity.ts'
import { AppError } from '#errors/app-error.ts'

const extraPrefix = 'x-remote-extra-'
const singleNames = new Set(['x-remote-user', 'x-remote-uid'])

/**
 * Who calls, by the X-Remote-* lines that the front proxy adds (as apiserver authentication/request/headerrequest reads
 * them). Trust it only after the front proxy proved itself. `rawHeaders`: names and values alternating, as they came.
 *
 * Throws HEADER_REFUSED for what the front proxy never sends: a second user or uid, any other name that a careless reader
 * would take for one of these (`_` for `-`), `Impersonate-*`, an upgrade; CREDENTIAL_REJECTED where nobody is named.
 */
export function remoteIdentity(rawHeaders: readonly string[]): Identity {
  const singles = new Map<string, string>()
  const groups: string[] = []
  const extra = new Map<string, string[]>()
  for (const [name, raw] of pairs(rawHeaders)) {
    refuseLookalike(name)
    if (singleNames.has(name)) {
      if (singles.has(name)) throw refuse(name)
      singles.set(name, utf8(name, raw))
    } else if (name === 'x-remote-group') groups.push(utf8(name, raw))
    else if (name.startsWith(extraPrefix)) {
      const key = unescapeExtraKey(name)
      extra.set(key, [...(extra.get(key) ?? []), utf8(name, raw)])
    }
  }
  const name = singles.get('x-remote-user') ?? ''
  if (name === '') throw new AppError('CREDENTIAL_REJECTED', 'The kube-apiserver did not say who calls.')
  return { name, uid: singles.get('x-remote-uid') ?? '', groups: groups.filter(group => group !== ''), extra: Object.fromEntries(extra) }
}

function* pairs(rawHeaders: readonly string[]): Generator<[name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) yield [(rawHeaders[at] ?? '').toLowerCase(), rawHeaders[at + 1] ?? '']
}

/** The kube-apiserver takes its own header names off what its clients send, and passes on all others (kubernetes#119631). */
function refuseLookalike(name: string): void {
  const alike = name.replaceAll('_', '-')
  const isRead = singleNames.has(name) || name === 'x-remote-group' || (name.startsWith(extraPrefix) && name.length > extraPrefix.length)
  // An upgraded request reaches us without the kube-apiserver's care for its headers.
  if ((alike.startsWith('x-remote-') && !isRead) || alike.startsWith('impersonate') || name === 'upgrade') throw refuse(name)
}

function unescapeExtraKey(name: string): string {
  const key = name.slice(extraPrefix.length)
  // As Go's url.PathUnescape: what is no escape stays as it is.
  const isEscaped = key.includes('%') && !/%(?![0-9a-f]{2})/.test(key)
  const decoded = isEscaped
    ? utf8(
        name,
        key.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      )
    : key
  // A key that JavaScript's objects lose would be an extra that is dropped.
  if (decoded === '__proto__') throw refuse(name)
  return decoded
}

/** Node gives header bytes as Latin-1. Bytes that are no UTF-8 would all become the same character. */
function utf8(name: string, latin1: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(latin1, 'latin1'))
  } catch {
    throw refuse(name)
  }
}

function refuse(name: string): AppError {
  return new AppError('HEADER_REFUSED', `The header '${name.slice(0, 100)}' is not one that a login may carry, or not more than once.`)
}
