const longest = 2_048

/**
 * A path of this origin, or `/` for anything that some browser or proxy could read as another place: not starting with a
 * single slash, backslashes, control characters, white space, anything beyond ASCII, dot segments and encoded forms of
 * all these (WHATWG URL §4.4: `\` is `/`, tabs and newlines vanish).
 */
export function ownPath(text: string): string {
  if (text.length > longest || !/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(text)) return '/'
  const path = pathOf(text)
  return path.includes('//') || isHostile(path) ? '/' : text
}

/** Where a sign-in may lead: a page of ours (`ownPath`), and none that signs anyone in or out. */
export function returnPath(to: string | null): string {
  const path = ownPath(to ?? '/')
  return isDoor(pathOf(path)) ? '/' : path
}

function pathOf(text: string): string {
  return text.split(/[?#]/, 1)[0] ?? ''
}

/** The ways in themselves: whoever is led there by someone else could be signed in as someone else (login CSRF). */
function isDoor(path: string): boolean {
  return /^\/(?:login|sign-in|api)(?:\/|$)/i.test(decodeURIComponent(path))
}

// Decoded as often as it changes, twice at most: what three decoders in a row make of it is no browser's business.
function isHostile(path: string): boolean {
  let text = path
  for (let round = 0; round < 3; round += 1) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is being refused.
    if (/[\x00-\x20\x7f\\]|^\/\//.test(text) || text.split('/').some(segment => segment === '.' || segment === '..')) return true
    if (round > 0 && text.split('/').length !== path.split('/').length) return true
    try {
      text = decodeURIComponent(text)
    } catch {
      return true
    }
  }
  return false
}
