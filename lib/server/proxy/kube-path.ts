import { queryHeader, queryHeaderNames } from '#contract/headers.ts'
import { AppError } from '#errors/app-error.ts'

/** What is forwarded to: the Kubernetes API and the kube-apiserver's own health, nothing else that it may serve. */
const roots = new Set(['api', 'apis', 'openapi', 'version', 'healthz', 'livez', 'readyz'])

/**
 * Checks a kube-apiserver path with its query, as it came in, and gives it back unchanged. It is never joined or resolved
 * by a URL parser: whatever one of those reads differently (`//host`, `..`, `\`, encoded slashes, however often) is
 * refused. Throws BAD_REQUEST for such paths and NOT_FOUND outside of the Kubernetes API.
 */
export function checkKubePath(target: string): string {
  const at = target.indexOf('?')
  const path = at < 0 ? target : target.slice(0, at)
  if (!/^\/[\x21-\x7e]*$/.test(target) || target.includes('#')) throw refuse('it has to be an absolute path in ASCII')
  if (path.includes('\\')) throw refuse('it holds a backslash')
  if (path.includes('//')) throw refuse('it holds an empty segment')
  for (const segment of path.slice(1).split('/')) checkSegment(segment)
  const root = path.slice(1).split('/', 1)[0] ?? ''
  if (!roots.has(root)) throw new AppError('NOT_FOUND', `Only the Kubernetes API is served here; '/${root}' is no part of it.`)
  return target
}

/** The query parameters of the header `x-latchkey-query`, as text to append; '' without the header. Throws BAD_REQUEST. */
export function extraQuery(header: string | undefined): string {
  if (header === undefined || header === '') return ''
  const pairs = [...new URLSearchParams(header)]
  for (const [name, value] of pairs)
    if (!queryHeaderNames.includes(name) || !/^[\w.-]{1,64}$/.test(value))
      throw new AppError('BAD_REQUEST', `The header ${queryHeader} carries ${queryHeaderNames.join(', ')} only.`)
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

/** A path with further query parameters. */
export function withQuery(target: string, query: string): string {
  return query === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${query}`
}

/**
 * Whether the answer to this request lasts until someone ends it: a watch, or a log that follows. Any value but `0` and
 * `false` is a yes (apimachinery pkg/runtime/conversion.go Convert_Slice_string_To_bool).
 */
export function isStreamRequest(target: string): boolean {
  if (/^\/(?:api\/[^/?]+|apis\/[^/?]+\/[^/?]+)\/watch\//.test(target)) return true
  const at = target.indexOf('?')
  if (at < 0) return false
  const query = new URLSearchParams(target.slice(at + 1))
  return ['watch', 'follow'].some(name => query.getAll(name).some(value => !/^(?:0|false)$/i.test(value)))
}

// Decoded as often as it can be: what proxies on the way, the kube-apiserver and a URL parser, to which `%2e` is a dot, could
// make of it together. After the first time leniently, as a plain percent sign (`100%25`) is whole by then.
function checkSegment(segment: string): void {
  // Without an escape there is nothing to decode, and what else is refused was looked for in the whole.
  if (segment !== '.' && segment !== '..' && !segment.includes('%')) return
  let before: string | null = null
  for (let read = segment; read !== before; ) {
    if (read === '.' || read === '..') throw refuse('it holds a dot segment')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is being refused.
    if (/[/\\\x00-\x1f\x7f]/.test(read)) throw refuse('it holds an encoded slash, backslash or control character')
    const decoded = before === null ? decode(read) : read.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    before = read
    read = decoded
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw refuse('its percent-encoding is broken')
  }
}

function refuse(why: string): AppError {
  return new AppError('BAD_REQUEST', `The path is refused: ${why}.`)
}
