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
  // Twice: the kube-apiserver decodes once, and so may whoever is behind it.
  const once = decode(path)
  const twice = once === null ? null : decode(once)
  if (once === null || twice === null) return 'the path is not well percent-encoded'
  for (const [before, after] of [
    [path, once],
    [once, twice],
  ] as const) {
    if (count(after, '/') !== count(before, '/')) return 'the path holds an encoded slash'
    if (after.includes('\\')) return 'the path holds an encoded backslash'
    if (/\p{Cc}/u.test(after)) return 'the path holds an encoded control character'
    if (after.split('/').some(segment => segment === '.' || segment === '..')) return 'the path holds a dot segment'
  }
  return null
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
