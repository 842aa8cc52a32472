import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dropDraft, parseDraft, readDraft, writeDraft } from './drafts.ts'
import { dropKeptOfOthers } from './kept-text.ts'

const base = { apiVersion: 'v1', kind: 'A', metadata: { name: 'x' } }
const draft = { text: 'a: 1', base, savedAtMs: 5 }

it('reads a draft back, with all digits', () => {
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft)
})
it.each([null, '', '{', '[]', '{"text":1}', '{"text":"a","savedAtMs":1}', '{"text":"a","savedAtMs":1,"base":{}}'])('takes %s for no draft', value => {
  expect(parseDraft(value)).toBeNull()
})

describe('in the storage of a tab', () => {
  const session = { person: 'ann', user: 'ann' }
  beforeEach(() => {
    const stored: Record<string, string> = {}
    const methods = {
      getItem: (key: string) => stored[key] ?? null,
      setItem: (key: string, value: string) => {
        stored[key] = value
      },
      removeItem: (key: string) => delete stored[key],
    }
    const keys = { ownKeys: () => Reflect.ownKeys(stored), getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }
    vi.stubGlobal('sessionStorage', new Proxy(methods, keys))
    vi.stubGlobal('document', {
      querySelector: (selector: string) => ({ content: selector.includes('person') ? session.person : session.user }),
    })
    Object.assign(session, { person: 'ann', user: 'ann' })
  })
  afterEach(() => void vi.unstubAllGlobals())

  it('it is read by who wrote it', () => {
    const exact = { ...draft, base: { ...base, spec: { big: 9007199254740993n } } }
    writeDraft('u', exact)
    expect(readDraft('u')).toEqual(exact)
    dropDraft('u')
    expect(readDraft('u')).toBeNull()
  })

  it('it is none of somebody whom one views as, and is there again afterwards', () => {
    writeDraft('u', draft)
    session.user = 'bob'
    dropKeptOfOthers()
    expect(readDraft('u')).toBeNull()
    session.user = 'ann'
    expect(readDraft('u')).toEqual(draft)
  })

  it('it goes once somebody else signs in', () => {
    writeDraft('u', draft)
    Object.assign(session, { person: 'bob', user: 'bob' })
    expect(readDraft('u')).toBeNull()
    dropKeptOfOthers()
    Object.assign(session, { person: 'ann', user: 'ann' })
    expect(readDraft('u')).toBeNull()
  })
})
