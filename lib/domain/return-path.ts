const longest = 2_048

/**
 * Where the exchange may send the browser: a path of this origin. Anything that some browser or proxy could read as
 * another place gives `/`: not starting with a single slash, backslashes, control characters, white space, anything
 * beyond ASCII, dot segments and encoded forms of all these (WHATWG URL §4.4: `\` is `/`, tabs and newlines vanish).
 */
export function returnPath(to: string | null): string {
  if (to === null || to.length > longest || !/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(to)) return '/'
  const path = to.split(/[?#]/, 1)[0] ?? ''
  if (path.includes('//') || isHostile(path)) return '/'
  return to
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
