import { LongText } from './long-text.tsx'

/** A value that has no fields of its own. Texts of several lines keep them. */
export function FieldValue({ value }: { value: unknown }) {
  if (value === null) return <span className="font-mono text-sm text-text-3">{String(value)}</span>
  if (typeof value === 'string') {
    if (value === '') return <span className="font-mono text-sm text-text-3">""</span>
    if (value.includes('\n'))
      // Of what follows a `pre` itself a parser drops the first line break.
      return (
        <pre className="code-block my-1 max-h-72 min-w-0 flex-1 rounded bg-sunken px-2 py-1">
          <code>
            <LongText text={value} />
          </code>
        </pre>
      )
    return (
      <span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">
        <LongText text={value} />
      </span>
    )
  }
  if (typeof value === 'object') return <span className="font-mono text-sm text-text-3">{Array.isArray(value) ? '[]' : '{}'}</span>
  return <span className="font-mono text-sm text-accent">{String(value)}</span>
}
