import { AppError } from '#errors/app-error.ts'

/** A cookie with its name and attributes stays below the 4096 bytes that browsers keep (RFC 6265 §6.1). */
const chunkBytes = 3_800
/** Together below half of the 128 KiB of headers that the server reads: a browser may bring the cookies of two sessions. */
const maxChunks = 16

/** `name.0=3.…`, `name.1=…`, `name.2=…`: the first chunk starts with how many there are. Throws IDENTITY_TOO_LARGE. */
export function splitCookie(name: string, value: string): { name: string; value: string }[] {
  const parts = value.match(new RegExp(`.{1,${chunkBytes}}`, 'gs')) ?? []
  if (parts.length > maxChunks)
    throw new AppError(
      'IDENTITY_TOO_LARGE',
      `This identity has too many groups for a browser's cookies: the session is ${value.length} bytes, at most ${chunkBytes * maxChunks} fit. The commands of \`latchkey\` work without cookies.`,
    )
  return parts.map((part, index) => ({ name: `${name}.${index}`, value: index === 0 ? `${parts.length}.${part}` : part }))
}

/** The value that the chunks of `cookies` make; undefined where there is no first chunk, null where they do not fit together. */
export function joinCookie(name: string, cookies: ReadonlyMap<string, string>): string | null | undefined {
  const first = cookies.get(`${name}.0`)
  if (first === undefined) return undefined
  const [, count, start] = /^([1-9]\d?)\.(.*)$/s.exec(first) ?? []
  if (count === undefined || start === undefined || Number(count) > maxChunks) return null
  const rest = Array.from({ length: Number(count) - 1 }, (_, index) => cookies.get(`${name}.${index + 1}`))
  return rest.includes(undefined) ? null : start + rest.join('')
}

/** Names of the chunks of `name` among `cookies`. */
export function chunkNames(name: string, cookies: ReadonlyMap<string, string>): string[] {
  return [...cookies.keys()].filter(key => key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)))
}

/** The cookies of a request. Of two with one name the first counts: it has the longer path (RFC 6265 §5.4). */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim())
  }
  return cookies
}
