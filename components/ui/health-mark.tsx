import { useText } from '#use-text'

export type MarkLevel = 'ok' | 'progressing' | 'warning' | 'failing' | 'unknown'

const shapes: Record<MarkLevel, React.ReactNode> = {
  ok: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="m4.2 7.2 2 2 3.6-4.2" fill="none" stroke="var(--surface)" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  progressing: (
    <>
      <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8Z" fill="currentColor" />
    </>
  ),
  warning: (
    <>
      <path d="M7 1.4 13.2 12.4H.8Z" fill="currentColor" strokeLinejoin="round" />
      <path d="M7 5.2v3.2M7 10.3v.2" stroke="var(--surface)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  failing: (
    <>
      <path d="M4.4 1h5.2L13 4.4v5.2L9.6 13H4.4L1 9.6V4.4Z" fill="currentColor" />
      <path d="m5 5 4 4m0-4-4 4" stroke="var(--surface)" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  unknown: <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 2.2" />,
}

const colours: Record<MarkLevel, string> = {
  ok: 'text-ok',
  progressing: 'text-progressing',
  warning: 'text-warning',
  failing: 'text-failing',
  unknown: 'text-unknown',
}

/** A state by shape and colour where there is no room for its word, which is its name and stands in the tooltip. */
export function HealthIcon({ level, word }: { level: MarkLevel; word: string }) {
  const t = useText()
  return (
    <span role="img" aria-label={t.said(word)} title={t.said(word)} className={`inline-flex shrink-0 ${colours[level]}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {shapes[level]}
      </svg>
    </span>
  )
}

/** A state by shape, colour and word together; the word is always shown. */
export function HealthMark({ level, word }: { level: MarkLevel; word: string }) {
  const t = useText()
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle font-medium ${colours[level]}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className="shrink-0">
        {shapes[level]}
      </svg>
      {t.said(word)}
    </span>
  )
}
