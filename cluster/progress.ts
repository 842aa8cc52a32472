/** Prints one line for people; stdout is kept for the JSON line. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}
