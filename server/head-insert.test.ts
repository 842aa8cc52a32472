import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { headInsert } from './head-insert.ts'

type Click = { target: { closest: (selector: string) => object | null }; defaultPrevented: boolean; preventDefault: () => void }

/** A tab that has run the insertion of a page under the mount, as far as the insertion looks at it. */
function openTab(prefix: string) {
  const origin = 'https://host.test'
  const workers: { name: string; url: URL; options: unknown }[] = []
  const listeners: ((event: Click) => void)[] = []
  const metas: { httpEquiv?: string; content?: string }[] = []
  const workerClass = (name: string): object => {
    const made = class {
      constructor(url: URL, options: unknown) {
        workers.push({ name, url, options })
      }
    }
    Object.defineProperty(made, 'name', { value: name })
    return made
  }
  const self: Record<string, unknown> = {
    URL,
    location: { origin, hash: '' },
    document: {
      baseURI: `${origin}${prefix}/`,
      createElement: () => ({}),
      head: { append: (meta: object) => metas.push(meta) },
      currentScript: {},
      addEventListener: () => {},
    },
    requestAnimationFrame: () => {},
    setTimeout: () => {},
    Worker: workerClass('Worker'),
    SharedWorker: workerClass('SharedWorker'),
    addEventListener: (type: string, listener: (event: Click) => void) => type === 'click' && listeners.push(listener),
  }
  self['self'] = self
  const script = /<script nonce="N">(.*)<\/script>$/.exec(headInsert(prefix, 'N'))?.[1] ?? ''
  runInNewContext(script, self)
  const click = (event: Click): void => {
    for (const listener of listeners) listener(event)
  }
  return { self, workers, metas, click, location: self['location'] as { hash: string } }
}

// As Turbopack of Next 16.4 makes them: chunks, suffix, folder of the chunks, and what is of no concern here.
const params = [['./_next/static/chunks/b.js', './_next/static/chunks/a.js'], '', './_next/', null, null]
const rebased = (prefix: string) => [[`${prefix}/_next/static/chunks/b.js`, `${prefix}/_next/static/chunks/a.js`], '', `${prefix}/_next/`, null, null]

describe.each(['', '/a/b'])('under the mount %j', prefix => {
  it('comes with the base, and tells the mount', () => {
    expect(headInsert(prefix, 'N').startsWith(`<base href="${prefix}/"><script nonce="N">`)).toBe(true)
    expect((openTab(prefix).self['__bp'] as () => string)()).toBe(prefix)
  })

  it('a worker finds its script, its chunks and the folder for more', () => {
    const { self, workers } = openTab(prefix)
    const WorkerHere = self['Worker'] as new (url: URL, options?: object) => object
    new WorkerHere(new URL(`https://host.test/_next/static/chunks/w.js#params=${encodeURIComponent(JSON.stringify(params))}`), { name: 'x' })
    const [made] = workers
    expect([made?.url.pathname, made?.options]).toEqual([`${prefix}/_next/static/chunks/w.js`, { name: 'x' }])
    expect(JSON.parse(decodeURIComponent(made?.url.hash.slice('#params='.length) ?? ''))).toEqual(rebased(prefix))
  })

  it('a shared worker does, and keeps the name by which Turbopack knows it', () => {
    const { self, workers } = openTab(prefix)
    const SharedWorkerHere = self['SharedWorker'] as new (url: URL) => object
    expect(SharedWorkerHere.name).toBe('SharedWorker')
    const url = new URL('https://host.test/_next/static/chunks/w.js')
    url.searchParams.set('params', JSON.stringify(params))
    new SharedWorkerHere(url)
    expect(workers[0]?.url.pathname).toBe(`${prefix}/_next/static/chunks/w.js`)
    expect(JSON.parse(workers[0]?.url.searchParams.get('params') ?? '')).toEqual(rebased(prefix))
  })

  it('leaves workers that are not of the build alone', () => {
    const { self, workers } = openTab(prefix)
    const WorkerHere = self['Worker'] as new (url: string) => object
    for (const url of ['own.js', 'blob:https://host.test/1', 'https://other.test/_next/w.js#params=x']) new WorkerHere(url)
    expect(workers.map(({ url }) => url.href)).toEqual([
      `https://host.test${prefix}/own.js`,
      'blob:https://host.test/1',
      'https://other.test/_next/w.js#params=x',
    ])
  })

  it('a link to a part of the page stays on the page', () => {
    const { click, location } = openTab(prefix)
    let prevented = 0
    const event = { defaultPrevented: false, preventDefault: () => prevented++ }
    click({ ...event, target: { closest: () => ({ getAttribute: () => '#part' }) } })
    expect([location.hash, prevented]).toEqual(['#part', 1])
    click({ ...event, target: { closest: () => null } })
    click({ ...event, defaultPrevented: true, target: { closest: () => ({ getAttribute: () => '#other' }) } })
    expect([location.hash, prevented]).toEqual(['#part', 1])
  })
})

it('keeps connections inside the mount, where there is one', () => {
  expect(openTab('/a/b').metas).toEqual([{ httpEquiv: 'Content-Security-Policy', content: 'connect-src https://host.test/a/b/ wss://host.test/a/b/' }])
  expect(openTab('').metas).toEqual([])
})

it('costs each page little', () => {
  expect(headInsert('', 'N').length).toBeLessThan(1900)
})
