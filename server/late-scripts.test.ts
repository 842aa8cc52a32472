import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createScriptDelay, lateScriptsLoader } from './late-scripts.ts'

const eager = '<p>ä</p><script src="./_next/static/a.js" async="" nonce="N"></script><link rel="preload" as="script" href="./_next/static/b.js"/>'
const late = '<p>ä</p><script type="late" src="./_next/static/a.js" async="" nonce="N"></script><link rel="late" as="script" href="./_next/static/b.js"/>'

/** What a page becomes that comes in chunks of so many bytes. */
function delayed(html: string, size: number): string {
  const delay = createScriptDelay()
  const bytes = Buffer.from(html)
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) out.push(delay(bytes.subarray(at, at + size), at + size >= bytes.length))
  return Buffer.concat(out).toString()
}

describe('the tags of a page', () => {
  it.each([1, 2, 3, 7, 20, 1000])('wait, in chunks of %d bytes', size => {
    expect(delayed(eager + eager, size)).toBe(late + late)
  })

  it.each([
    '<script nonce="N">self.__next_f.push([1,"\\u003cscript src=./_next/"])</script>',
    '<script src="https://elsewhere.test/_next/a.js"></script><link rel="preload" as="style" href="./_next/a.css"/>',
    '<style>a{}</style><p>&lt;script src="./_next/</p>',
    'begun and never ended <script src="./_ne',
    'a < b <',
  ])('stay as they are: %s', html => {
    for (const size of [1, 5, 1000]) expect(delayed(html, size)).toBe(html)
  })

  it('hold nothing up but what may be one', () => {
    const delay = createScriptDelay()
    expect(delay(Buffer.from('<p>one</p>'), false).toString()).toBe('<p>one</p>')
    expect(delay(Buffer.from('<p>two</p><scr'), false).toString()).toBe('<p>two</p>')
    expect(delay(Buffer.from('ibe>'), false).toString()).toBe('<scribe>')
  })
})

type Tag = { src: string; nonce?: string; async?: boolean; isLate: boolean; nomodule?: boolean }

/** A tab in which the loader ran before any of the tags was parsed. */
function openTab() {
  const tags: Tag[] = []
  const listeners: Record<string, () => void> = {}
  const timers: { run: () => void; afterMs: number }[] = []
  const frames: (() => void)[] = []
  const observed: { run: () => void; on: boolean }[] = []
  const listen = (type: string, run: () => void): void => {
    listeners[type] = run
  }
  const element = (tag: Tag) => ({
    getAttribute: () => tag.src,
    replaceWith: (made: Tag) => tags.splice(tags.indexOf(tag), 1, { ...made, isLate: false }),
  })
  const made = (): object => ({
    setAttribute(_name: 'src', src: string) {
      Object.assign(this, { src })
    },
  })
  const selector = 'script[type=late]:not([nomodule])'
  runInNewContext(lateScriptsLoader, {
    document: {
      currentScript: { nonce: 'N' },
      addEventListener: listen,
      createElement: made,
      querySelectorAll: (asked: string) => (asked === selector ? tags.filter(tag => tag.isLate && !tag.nomodule).map(element) : []),
    },
    MutationObserver: class {
      readonly state = { run: () => {}, on: false }
      constructor(run: () => void) {
        this.state.run = run
        observed.push(this.state)
      }
      observe(): void {
        this.state.on = true
      }
      disconnect(): void {
        this.state.on = false
      }
    },
    addEventListener: listen,
    requestAnimationFrame: (run: () => void) => frames.push(run),
    setTimeout: (run: () => void, afterMs: number) => timers.push({ run, afterMs }),
  })
  const parse = (...sources: string[]): void => {
    tags.push(...sources.map(src => ({ src, isLate: true })))
    for (const { run, on } of observed) if (on) run()
  }
  return { tags, parse, listeners, timers, frames, observed, loaded: () => tags.filter(tag => !tag.isLate).map(tag => tag.src) }
}

describe('the scripts of a page', () => {
  it('begin when it is parsed, with the nonce and as their tags said', () => {
    const tab = openTab()
    tab.parse('./_next/a.js', './_next/b.js')
    tab.tags.push({ src: './_next/old.js', isLate: true, nomodule: true })
    expect(tab.loaded()).toEqual([])
    tab.listeners['DOMContentLoaded']?.()
    expect(tab.loaded()).toEqual(['./_next/a.js', './_next/b.js'])
    expect(tab.tags[0]).toMatchObject({ nonce: 'N', async: true })
    expect(tab.observed.map(({ on }) => on)).toEqual([false])
  })

  it.each<[string, (tab: ReturnType<typeof openTab>) => void]>([
    [
      'soon after the first paint',
      tab => {
        tab.frames[0]?.()
        tab.timers.find(({ afterMs }) => afterMs < 500)?.run()
      },
    ],
    ['by a timer where nothing is painted', tab => tab.timers.find(({ afterMs }) => afterMs > 500)?.run()],
    ['when somebody clicks', tab => tab.listeners['pointerdown']?.()],
    ['when somebody presses a key', tab => tab.listeners['keydown']?.()],
  ])('begin before it is parsed %s, and go on as it comes', (_when, begin) => {
    const tab = openTab()
    tab.parse('./_next/a.js')
    begin(tab)
    expect(tab.loaded()).toEqual(['./_next/a.js'])
    tab.parse('./_next/b.js')
    expect(tab.loaded()).toEqual(['./_next/a.js', './_next/b.js'])
    tab.listeners['DOMContentLoaded']?.()
    expect(tab.loaded()).toHaveLength(2)
    expect(tab.observed.map(({ on }) => on)).toEqual([false])
  })
})
