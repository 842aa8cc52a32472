import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const loader = require('./loader.cjs') as (this: { resourcePath: string }, source: string) => string

type BasePathModule = { addBasePath(path: string): string; hasBasePath(path: unknown): boolean; removeBasePath(path: string): string }

function loadUnder(mount: string): BasePathModule {
  const exports = {}
  for (const file of ['add-base-path.js', 'has-base-path.js', 'remove-base-path.js']) {
    const source = readFileSync(require.resolve(`next/dist/client/${file}`), 'utf8')
    const code = loader.call({ resourcePath: `/x/next/dist/client/${file}` }, source)
    runInNewContext(`(function () { ${code} })()`, { exports, URL, __bp: () => mount })
  }
  return exports as BasePathModule
}

describe('run-time base path', () => {
  it('puts the mount before absolute paths only, without a trailing slash but at the root', () => {
    const { addBasePath } = loadUnder('/a/b')
    expect(addBasePath('/x/?q=1#h')).toBe('/a/b/x?q=1#h')
    expect(addBasePath('/')).toBe('/a/b/')
    for (const relative of ['x', '?q=1', '#h', './x', 'https://other.test/x', 'mailto:a@b.test']) expect(addBasePath(relative)).toBe(relative)
    expect(addBasePath('/a b?c=d e#f')).toBe('/a/b/a%20b?c=d%20e#f')
    expect(loadUnder('').addBasePath('/x/')).toBe('/x')
  })

  it.each([
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '\n//evil.test',
    ' //evil.test',
    '\0//evil.test',
    '///evil.test',
    '/.//evil.test',
    '/a/..//evil.test',
    '/%2e//evil.test',
    '/\\/evil.test',
  ])('takes %j for a path of this host, as Next itself does not', hostile => {
    expect(loadUnder('').addBasePath(hostile)).toBe('/evil.test')
    expect(loadUnder('/a/b').addBasePath(hostile)).toBe('/a/b/evil.test')
  })

  it('whatever a path looks like, it stays on this host and inside the mount', () => {
    const start = fc.constantFrom('/', '\\', ' /', '\t\\', '\0/')
    const rest = fc.array(fc.constantFrom('/', '\\', '.', '%2e', '%2f', '%5c', '\t', '\n', ' ', '\0', '@', ':', '?', '#', 'evil.test', 'é'), { maxLength: 12 })
    const mounts = ['', '/a/b'].map(mount => ({ mount, ...loadUnder(mount) }))
    fc.assert(
      fc.property(start, rest, (first, others) => {
        for (const { mount, addBasePath } of mounts) {
          const url = new URL(addBasePath(first + others.join('')), 'http://h.test/somewhere/else')
          expect(url.origin).toBe('http://h.test')
          expect(url.pathname.startsWith(`${mount}/`)).toBe(true)
          // What Next keeps of an address is its path: it must not name a host either.
          expect(url.pathname).not.toMatch(/^\/\//)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('does not take a sibling path for one under the mount', () => {
    const { hasBasePath } = loadUnder('/a')
    expect(hasBasePath('/a?x')).toBe(true)
    expect(hasBasePath('/a/b')).toBe(true)
    expect(hasBasePath('/ab')).toBe(false)
    expect(hasBasePath(undefined)).toBe(false)
  })

  it('gives the path without the mount', () => {
    expect(loadUnder('/a').removeBasePath('/a')).toBe('/')
    expect(loadUnder('/a').removeBasePath('/a/b?c')).toBe('/b?c')
    expect(loadUnder('').removeBasePath('/b')).toBe('/b')
  })

  it.each(['client', 'esm/client'])('marks each module of %s for the check of the build', folder => {
    for (const [file, name] of [
      ['add-base-path.js', 'addBasePath'],
      ['has-base-path.js', 'hasBasePath'],
      ['remove-base-path.js', 'removeBasePath'],
    ]) {
      const path = require.resolve(`next/dist/${folder}/${file}`)
      const code = loader.call({ resourcePath: path }, readFileSync(path, 'utf8'))
      expect(code).toContain(`'latchkey:${name}'`)
      expect(code).toContain(folder === 'client' ? `exports.${name} = ` : `export function ${name}(`)
    }
  })

  it('refuses a module of Next that no longer reads the inlined base path', () => {
    expect(() => loader.call({ resourcePath: '/x/next/dist/client/add-base-path.js' }, 'export function addBasePath() {}')).toThrow(
      /no longer reads __NEXT_ROUTER_BASEPATH/,
    )
  })
})
