import { expect, it } from 'vitest'
import { newsShown, newsText } from './list-news.ts'
import { plainQuestion } from './list-question.ts'
import { type ListView, toRowView } from './list-view.ts'
import { createText } from './text.ts'

const row = (name: string) =>
  toRowView(
    {
      _key: `s/${name}`,
      _columns: [{ value: name }],
      _columnTimes: [],
      _health: { level: 'OK', word: '' },
      metadata: { labels: null, creationTimestamp: null, deletionTimestamp: null },
    },
    0,
  )
const view: ListView = { columns: [], rows: [], cursor: null, total: 0, token: '', denied: [] }

it('counts what a question shows, unless the server has left out the rest', () => {
  const news = { came: [row('web-1'), row('db-1')], went: [row('web-2')], changed: [row('db-2')] }
  expect(newsShown(news, view, { ...plainQuestion, search: 'web' }, plainQuestion)).toEqual({ came: 1, went: 1, changed: 0 })
  expect(newsShown(news, view, plainQuestion, plainQuestion)).toEqual({ came: 2, went: 1, changed: 1 })
})

it('tells what there is to tell', () => {
  const t = createText('en', {})
  expect(newsText({ came: 3, went: 1, changed: 5 }, t)).toBe('3 added, 1 removed, 5 changed')
  expect(newsText({ came: 0, went: 0, changed: 2 }, t)).toBe('2 changed')
  expect(newsText({ came: 0, went: 0, changed: 0 }, t)).toBe('')
})
