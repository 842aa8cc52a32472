import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { compressAssets } from './compress-assets.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-assets-'))
afterEach(() => rmSync(folder, { recursive: true }))

it('writes siblings for texts that get smaller, in folders too, and for nothing else', async () => {
  const text = 'const a = 1\n'.repeat(500)
  mkdirSync(join(folder, 'chunks'))
  writeFileSync(join(folder, 'chunks/a.js'), text)
  writeFileSync(join(folder, 'small.css'), 'a{}')
  writeFileSync(join(folder, 'page.html'), text)
  writeFileSync(join(folder, 'font.woff2'), text)
  writeFileSync(join(folder, 'noise.txt'), randomBytes(4096))
  await compressAssets(folder)
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    'chunks',
    'chunks/a.js',
    'chunks/a.js.br',
    'chunks/a.js.gz',
    'font.woff2',
    'noise.txt',
    'page.html',
    'page.html.gz',
    'small.css',
  ])
  expect(brotliDecompressSync(readFileSync(join(folder, 'chunks/a.js.br'))).toString()).toBe(text)
  expect(gunzipSync(readFileSync(join(folder, 'page.html.gz'))).toString()).toBe(text)
})
