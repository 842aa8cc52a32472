'use client'

import { useIsHydrated } from '#client/use-is-hydrated.ts'
import { bothTimes, exactTime } from '#domain/time-text.ts'
import { useText } from '#use-text'
import { LongText } from './long-text.tsx'

/** RFC 3339, as Kubernetes writes metav1.Time and MicroTime. */
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

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
    if (timestamp.test(value)) return <Timestamp text={value} />
    return (
      <span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">
        <LongText text={value} />
      </span>
    )
  }
  if (typeof value === 'object') return <span className="font-mono text-sm text-text-3">{Array.isArray(value) ? '[]' : '{}'}</span>
  return <span className="font-mono text-sm text-accent">{String(value)}</span>
}

/** As it stands in the object; in the reader's own zone and in UTC on hover. */
function Timestamp({ text }: { text: string }) {
  const t = useText()
  // The server does not know the reader's time zone.
  const isHydrated = useIsHydrated()
  const atMs = Date.parse(text)
  return (
    <time dateTime={text} title={isHydrated ? bothTimes(atMs, t) : exactTime(atMs, t)} className="min-w-0 font-mono text-sm">
      {text}
    </time>
  )
}
