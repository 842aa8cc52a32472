import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { firstLoadPath, firstLoadSchema } from '../lib/contract/first-load.ts'
import { writeFirstLoad } from './first-load.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-first-load-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

it('names each script of the first pages once, and says so of a page that the build does not have', () => {
  const manifest = (page: string, files: unknown) =>
    write(
      `server/app${page}_client-reference-manifest.js`,
      `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST[${JSON.stringify(page)}] = ${JSON.stringify({ entryJSFiles: files })};`,
    )
  write('build-manifest.json', JSON.stringify({ rootMainFiles: ['static/chunks/main.js'] }))
  manifest('/(a)/page', { layout: ['static/chunks/layout.js'], page: ['static/chunks/layout.js', 'static/chunks/a.js'] })
  manifest('/b/[name]/page', { layout: ['static/chunks/layout.js'], page: ['static/chunks/b.js'] })
  writeFirstLoad(folder, folder, ['(a)/page', 'b/[name]/page'])
  const { files } = firstLoadSchema.parse(JSON.parse(readFileSync(join(folder, firstLoadPath), 'utf8')))
  expect(files).toEqual(['main', 'layout', 'a', 'b'].map(name => `/_next/static/chunks/${name}.js`))
  expect(() => writeFirstLoad(folder, folder, ['c/page'])).toThrow('c/page')
})
