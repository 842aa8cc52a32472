/** Which log a line is of. */
export type LogSource = { pod: string; container: string }
/** `time`: RFC 3339 with nanoseconds as the kubelet writes it, '' where it wrote none. */
export type LogLine = { source: LogSource; time: string; text: string }

/** Takes text as it comes and gives the lines that are whole; `rest` is for the next piece. With timestamps, as `?timestamps=true` answers. */
export function splitLog(source: LogSource, text: string): { lines: LogLine[]; rest: string } {
  const parts = text.split('\n')
  const rest = parts.pop() ?? ''
  return { lines: parts.map(part => readLine(source, part)), rest }
}

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s

export function readLine(source: LogSource, line: string): LogLine {
  const [, time = '', text = line] = stamped.exec(line.replace(/\r$/, '')) ?? []
  return { source, time, text: withoutColors(text) }
}

/** Escapes of terminals (ECMA-48 CSI and OSC) are no text. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.includes('\u001b') ? text.replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g, '') : text
}

/** Two runs of lines as one, by time; lines of one source keep their order. At most `most`, the newest. */
export function mergeLines(before: readonly LogLine[], added: readonly LogLine[], most: number): LogLine[] {
  const last = before.at(-1)?.time ?? ''
  // Mostly what comes is newer than all there is.
  const all = added.every(line => line.time >= last || line.time === '') && isInOrder(added) ? [...before, ...added] : [...before, ...added].sort(byTime)
  return all.length > most ? all.slice(-most) : all
}

function isInOrder(lines: readonly LogLine[]): boolean {
  return lines.every((line, index) => index === 0 || byTime(lines[index - 1] ?? line, line) <= 0)
}

// Sorting is stable, so that lines without a time, or of the same, stay as they came. Nanoseconds are text of one width up to the dot.
function byTime(a: LogLine, b: LogLine): number {
  if (a.time === '' || b.time === '') return 0
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0
}

/** Lines in which the words are, whatever the case. */
export function matchingLines(lines: readonly LogLine[], search: string): readonly LogLine[] {
  const wanted = search.trim().toLowerCase()
  return wanted === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(wanted))
}

/** As a file: each line with its time, and its pod where there are several. */
export function logText(lines: readonly LogLine[], isNamed: boolean): string {
  return lines.map(({ source, time, text }) => `${[isNamed ? `[${source.pod}/${source.container}]` : '', time, text].filter(Boolean).join(' ')}\n`).join('')
}
