/** Cuts a text that comes in pieces into lines. Empty lines are dropped; the last, unfinished one waits for more. */
export function createLineSplitter(): (piece: string) => string[] {
  let rest = ''
  return piece => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    return lines.filter(line => line.trim() !== '')
  }
}
