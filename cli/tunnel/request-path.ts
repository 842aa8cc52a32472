/**
 * Why a request target may not be forwarded, or null when it may. It is appended to the service's path as it stands, so
 * anything that could climb out of it (with the user's own credential) or that reads differently on the way is refused.
 */
export function refuseTarget(target: string): string | null {
  const path = target.split('?', 1)[0] ?? ''
  if (!path.startsWith('/')) return 'the path does not start with /'
  if (!/^[\x21-\x7e]*$/.test(target)) return 'the path holds characters that have to be percent-encoded'
  if (path.includes('//')) return 'the path holds //'
  if (path.includes('\\')) return 'the path holds a backslash'
  if (target.includes('#')) return 'the path holds #'
  // As often as it can be: the kube-apiserver decodes once, whoever is behind it once more, and a URL parser reads `%2e` as a dot.
  for (let before = path; ; ) {
    const after = decode(before)
    if (after === null) return 'the path is not well percent-encoded'
    if (after === before) break
    if (count(after, '/') !== count(before, '/')) return 'the path holds an encoded slash'
    if (after.includes('\\')) return 'the path holds an encoded backslash'
    if (/\p{Cc}/u.test(after)) return 'the path holds an encoded control character'
    before = after
    if (hasDotSegment(after)) return 'the path holds a dot segment'
  }
  return hasDotSegment(path) ? 'the path holds a dot segment' : null
}

function hasDotSegment(path: string): boolean {
  return path.split('/').some(segment => segment === '.' || segment === '..')
}

/** Percent-decodes what is well-formed UTF-8; a `%` that encodes nothing stays, as it did not come to us encoded twice. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))
  } catch {
    return null
  }
}

function count(text: string, char: string): number {
  return text.split(char).length
}
