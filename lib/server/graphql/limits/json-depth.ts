const [quote, backslash, openArray, closeArray, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

/** How deep JSON text nests, told without parsing it; of what is no JSON, any number. Stops beyond `enough`. */
export function jsonDepth(text: string, enough: number): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at + 1)
    else if (code === openArray || code === openObject) {
      depth += 1
      if (depth > deepest) deepest = depth
      if (deepest > enough) return deepest
    } else if (code === closeArray || code === closeObject) depth -= 1
  }
  return deepest
}

function endOfString(text: string, from: number): number {
  for (let at = from; ; at += 1) {
    at = text.indexOf('"', at)
    if (at < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return at
  }
}
