'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { LogLine } from '#domain/log-lines.ts'
import { bothTimes, localStamp } from '#domain/time-text.ts'
import { useText } from '#use-text'

type Props = { lines: readonly LogLine[]; isNamed: boolean; times: boolean; wrap: boolean; search: string; follow: boolean }

const lineHeightPx = 18
const nearEndPx = 40

/** The lines in sight. While it is followed and nobody has scrolled away, the newest stay in sight. */
export function LogLines({ lines, isNamed, times, wrap, search, follow }: Props) {
  const t = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeightPx,
    overscan: 30,
  })
  const count = lines.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: other settings change the height, too.
  useEffect(() => {
    if (follow && atEnd && count > 0) virtual.scrollToIndex(count - 1, { align: 'end' })
  }, [count, follow, atEnd, wrap, times])
  const onScroll = () => {
    const element = scroller.current
    if (element) setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx)
  }
  return (
    <div className="relative">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard. */}
      <section ref={scroller} className="log-lines" aria-label={t('Log lines')} tabIndex={0} onScroll={onScroll}>
        <div style={{ height: virtual.getTotalSize() }} className="relative">
          {virtual.getVirtualItems().map(item => {
            const line = lines[item.index]
            return (
              line && (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={wrap ? virtual.measureElement : undefined}
                  className={`log-line ${wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre'}`}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {times && (
                    <span className="text-text-3" title={line.time && bothTimes(Date.parse(line.time), t)}>
                      {line.time && localStamp(line.time)}{' '}
                    </span>
                  )}
                  {isNamed && (
                    <span className="text-accent">
                      {line.source.pod}
                      {'  '}
                    </span>
                  )}
                  <Marked text={line.text} search={search.trim()} />
                </div>
              )
            )
          })}
        </div>
        {count === 0 && <p className="px-3 py-2 text-text-3">{t(search.trim() === '' ? 'Nothing was written yet.' : 'No line has that in it.')}</p>}
      </section>
      {follow && !atEnd && (
        <button type="button" className="button absolute right-4 bottom-3" onClick={() => setAtEnd(true)}>
          {t('To the newest')}
        </button>
      )}
    </div>
  )
}

/** Where in a line the words are. */
function Marked({ text, search }: { text: string; search: string }) {
  if (search === '') return text
  const parts: React.ReactNode[] = []
  const [lower, wanted] = [text.toLowerCase(), search.toLowerCase()]
  let from = 0
  for (let at = lower.indexOf(wanted); at >= 0 && parts.length < 200; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>)
    from = at + wanted.length
  }
  return [...parts, text.slice(from)]
}
