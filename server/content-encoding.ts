/** The content encodings that we can make (RFC 9110 §8.4.1). */
export type ContentEncoding = 'br' | 'gzip'

const known: readonly ContentEncoding[] = ['br', 'gzip']

/**
 * What an `Accept-Encoding` header allows, best first (RFC 9110 §12.5.3): by weight, brotli before gzip where they are
 * equal; `*` speaks for those that are not named. Empty: send the body as it is.
 */
export function acceptedEncodings(header: string | undefined): ContentEncoding[] {
  if (header === undefined) return []
  const weights = new Map<string, number>()
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase())
    const weight = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
    if (name) weights.set(name, weight === undefined ? 1 : Number(weight) || 0)
  }
  const weightOf = (encoding: ContentEncoding): number => weights.get(encoding) ?? weights.get('*') ?? 0
  return known.filter(encoding => weightOf(encoding) > 0).sort((a, b) => weightOf(b) - weightOf(a))
}
