/** A value that has no fields of its own. Texts of several lines keep them. */
export function FieldValue({ value }: { value: unknown }) {
  if (value === null) return <span className="font-mono text-sm text-text-3">null</span>
  if (typeof value === 'string') {
    if (value === '') return <span className="font-mono text-sm text-text-3">""</span>
    if (value.includes('\n')) return <pre className="code-block my-1 max-h-72 min-w-0 flex-1 rounded bg-sunken px-2 py-1">{value}</pre>
    return <span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">{value}</span>
  }
  if (typeof value === 'object') return <span className="font-mono text-sm text-text-3">{Array.isArray(value) ? '[]' : '{}'}</span>
  return <span className="font-mono text-sm text-accent">{String(value)}</span>
}
