import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { inlineStyle } from '../server/inline-style.ts'
import { relateStyleAddresses } from './style-addresses.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-styles-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const chunk = 'static/chunks/a.css'
const manifest = 'server/app/things/[id]/page_client-reference-manifest.js'

/** What a build has of the style sheet `css` afterwards: the file, and the text that a page has inline. */
function related(css: string, file = chunk): { file: string; inline: string } {
  for (const [name, text] of [
    [file, css],
    [manifest, `m=${JSON.stringify({ content: css })}`],
  ] as const) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  relateStyleAddresses(folder)
  const { content } = JSON.parse(readFileSync(join(folder, manifest), 'utf8').slice(2)) as { content: string }
  return { file: readFileSync(join(folder, file), 'utf8'), inline: content }
}

it.each([
  ['bare', 'a{background:url(/_next/static/media/a.png)}', 'a{background:url(../../static/media/a.png)}', 'a{background:url(./_next/static/media/a.png)}'],
  ['in quotes', `a{src:url("/_next/static/media/a.png")}`, `a{src:url("../../static/media/a.png")}`, `a{src:url("./_next/static/media/a.png")}`],
  ['several', 'a{src:url(/_next/x.a),url(/_next/y.b)}', 'a{src:url(../../x.a),url(../../y.b)}', 'a{src:url(./_next/x.a),url(./_next/y.b)}'],
  [
    'of elsewhere',
    'a{src:url(https://h/_next/x);b:url(data:,/_next/)}',
    'a{src:url(https://h/_next/x);b:url(data:,/_next/)}',
    'a{src:url(https://h/_next/x);b:url(data:,/_next/)}',
  ],
])('an address %s is right in the file and in the page', (_case, css, file, inline) => {
  expect(related(css)).toEqual({ file, inline })
  const loads = (text: string, base: string): string[] => [...text.matchAll(/url\("?([^)"]*)/g)].map(([, address]) => new URL(address ?? '', base).href)
  expect(loads(file, 'http://mount/_next/static/chunks/a.css')).toEqual(loads(css, 'http://mount/'))
})

it.each([chunk, 'static/css/deeper/b.css'])('the server knows the text in a page from the file at %s', name => {
  const { file, inline } = related('a{src:url(/_next/static/media/a.png),url("/_next/static/m/b.woff2")format("woff2")}', name)
  expect(inlineStyle(file, `/_next/${name}`)).toBe(inline)
  expect(file).not.toContain('url(/')
})
