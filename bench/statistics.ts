/** Milliseconds of one series, summed up. */
export type Summary = { count: number; p50: number; p95: number; min: number; max: number }

export function summarize(samplesMs: readonly number[]): Summary {
  if (samplesMs.length === 0) throw new RangeError('no samples to summarize')
  const sorted = [...samplesMs].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), min: at(0), max: at(1) }
}

/** Median of the ratios pair by pair: what holds on a machine whose speed drifts. */
export function pairedRatio(samplesMs: readonly number[], baselineMs: readonly number[]): number {
  if (samplesMs.length !== baselineMs.length) throw new RangeError('paired series have equal lengths')
  return summarize(samplesMs.map((sample, index) => sample / (baselineMs[index] ?? Number.NaN))).p50
}

/** A plain table: first column left, numbers right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map(row => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(header), ...rows.map(line)].join('\n')
}
