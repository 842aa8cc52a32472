'use client'

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createNewsTeller } from '#client/news-teller.ts'
import type { LiveList } from '#client/use-live-list.ts'
import { newsShown, newsText } from '#domain/list-news.ts'
import type { ListQuestion } from '#domain/list-question.ts'
import { useText } from '#use-text'

/** `asked`: what somebody chose to see, as text; `loaded`: what is to be said of rows that came when they asked for more. */
type Props = Pick<LiveList, 'news' | 'view' | 'answered' | 'isAsking'> & {
  question: ListQuestion
  asked: string
  count: string
  loaded: { said: string } | null
}

const settledMs = 1_000

/** Says, for who does not see it, what came and went of the rows, now and then; how many answer what was asked; and how many more were loaded. */
export function ListAnnouncer({ news, view, answered, isAsking, question, asked, count, loaded }: Props) {
  const t = useText()
  const [text, setText] = useState('')
  const latest = useRef({ view, answered, question, count, t })
  useLayoutEffect(() => {
    latest.current = { view, answered, question, count, t }
  })
  // The same words twice would not be said again.
  const [say] = useState(() => (said: string) => setText(now => (now === said ? `${said}\u00a0` : said)))
  const [teller] = useState(() => createNewsTeller(counts => say(newsText(counts, latest.current.t))))
  useEffect(() => () => teller.stop(), [teller])
  useEffect(() => teller.add(newsShown(news, latest.current.view, latest.current.question, latest.current.answered)), [news, teller])

  useEffect(() => {
    if (loaded !== null) say(loaded.said)
  }, [loaded, say])

  const said = useRef(asked)
  useEffect(() => {
    if (isAsking || said.current === asked) return
    const timer = setTimeout(() => {
      said.current = asked
      setText(latest.current.count)
    }, settledMs)
    return () => clearTimeout(timer)
  }, [asked, isAsking])
  return (
    <p role="status" aria-label={t('Changes')} className="sr-only">
      {text}
    </p>
  )
}
