/** How many cases a property tries: `bounded` in the usual run; LATCHKEY_PROPERTY_RUNS in the long one (`npm run test:properties`). */
export function propertyRuns(bounded: number): number {
  return Number(process.env['LATCHKEY_PROPERTY_RUNS'] ?? bounded)
}

/** No property hangs for longer than this, milliseconds, in the long run. */
export const propertyTimeoutMs = 3_600_000

/** Figures of a property for whoever asked for the long run; silent otherwise. */
export function tellFigures(name: string, figures: Readonly<Record<string, number>>): void {
  if (process.env['LATCHKEY_PROPERTY_RUNS'] === undefined) return
  const texts = Object.entries(figures).map(([what, count]) => `${what} ${count}`)
  process.stdout.write(`PROPERTY ${name}: ${texts.join(', ')}\n`)
}
