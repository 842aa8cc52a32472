import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const loader = require('./loader.cjs') as (this: { resourcePath: string }, source: string) => string

type BasePathModule = { addBasePath(path: string): string; hasBasePath(path: unknown): boolean; removeBasePath(path: string): string }

function loadUnder(mount: string): BasePathModule {
  const exports = {}
  for (const file of ['add-base-path.js', 'has-base-path.js', 'remove-base-path.js']) {
    const source = readFileSync(require.resolve(`next/dist/client/${file}`), 'utf8')
    const code = loader.call({ resourcePath: `/x/next/dist/client/${file}` }, source)
    runInNewContext(`(function () { ${code.replace('const mount', 'var mount')} })()`, { exports, __bp: () => mount })
  }
  return exports as BasePathModule
}

describe('run-time base path', () => {
  it('puts the mount before absolute paths only, without a trailing slash but at the root', () => {
    const { addBasePath } = loadUnder('/a/b')
    expect(addBasePath('/x/?q=1#h')).toBe('/a/b/x?q=1#h')
    expect(addBasePath('/')).toBe('/a/b/')
    expect(addBasePath('x')).toBe('x')
    expect(loadUnder('').addBasePath('/x/')).toBe('/x')
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

  it('refuses a module of Next that no longer reads the inlined base path', () => {
    expect(() => loader.call({ resourcePath: '/x/next/dist/client/add-base-path.js' }, 'export function addBasePath() {}')).toThrow(
      /no longer reads __NEXT_ROUTER_BASEPATH/,
    )
  })
})
