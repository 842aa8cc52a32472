import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { checkBuild } from './check-build.ts'

const ours =
  'f=()=>globalThis.__bp?.("latchkey:addBasePath");g=()=>globalThis.__bp?.("latchkey:hasBasePath");h=()=>globalThis.__bp?.("latchkey:removeBasePath")'
const good: Readonly<Record<string, string>> = {
  'static/chunks/a.js': `${ours};k="./_next/";s.includes("/_next/static/immutable")`,
  'static/chunks/a.css': '@font-face{src:url(../media/f.woff2)}.x{background:url("data:image/png;base64,/_next/")}',
  'server/chunks/ssr/b.js': ours,
  'server/app/page_client-reference-manifest.js': 'm={"chunks":["./_next/static/chunks/a.js"]}',
  'server/app/_global-error.html': '<script src="./_next/static/chunks/a.js"></script>',
  'build-manifest.json': '{"rootMainFiles":["static/chunks/a.js"]}',
  'routes-manifest.json': '{"rewrites":[{"source":"/./_next/:path+","destination":"/_next/:path+"}]}',
  'prerender-manifest.json': '{"routes":{"/_global-error":{}},"dynamicRoutes":{}}',
}
const folder = mkdtempSync(join(tmpdir(), 'latchkey-build-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A build like the good one but for the named files; null leaves one out. */
function check(changes: Readonly<Record<string, string | null>>): () => void {
  for (const [name, text] of Object.entries({ ...good, ...changes })) {
    if (text === null) continue
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return () => checkBuild(folder)
}

it('accepts a build that works under any mount', () => {
  expect(check({})).not.toThrow()
})

it.each<[string, Record<string, string | null>, RegExp]>([
  ['a module not replaced for the browser', { 'static/chunks/a.js': ours.replace('latchkey:hasBasePath', '') }, /no browser bundle has the hasBasePath/],
  ['a module not replaced for the server', { 'server/chunks/ssr/b.js': ours.replace('latchkey:addBasePath', '') }, /no server bundle has the addBasePath/],
  ['no bundles at all', { 'static/chunks/a.js': null }, /there are no browser bundles/],
  [
    "Next's own module beside ours",
    { 'static/chunks/c.js': 'Object.defineProperty(r,"removeBasePath",{enumerable:!0,get:function(){return i}})' },
    /static\/chunks\/c\.js has a base-path module of Next's own/,
  ],
  [
    'a page made at build time',
    { 'prerender-manifest.json': '{"routes":{"/_global-error":{},"/about":{}},"dynamicRoutes":{}}' },
    /\/about was rendered at build time/,
  ],
  ['pages made on first use', { 'prerender-manifest.json': '{"routes":{},"dynamicRoutes":{"/x/[id]":{}}}' }, /\/x\/\[id\] was rendered at build time/],
  [
    'an absolute address in a manifest of the server',
    { 'server/app/page_client-reference-manifest.js': 'm={"chunks":["/_next/static/chunks/a.js"]}' },
    /server\/app\/page_client-reference-manifest\.js addresses files by/,
  ],
  ['one in a manifest of the build', { 'build-manifest.json': '{"a":"/_next/static/chunks/a.js"}' }, /build-manifest\.json addresses files by/],
  ['one in a bundle', { 'static/chunks/i.js': 'e.v("/_next/static/media/i.png")' }, /static\/chunks\/i\.js addresses files by/],
  ['an absolute url() of a style sheet', { 'static/chunks/a.css': '.x{background:url(/i.png)}' }, /static\/chunks\/a\.css has a url\(\/…\)/],
  ['one in quotes', { 'static/chunks/a.css': '.x{background:url( "/i.png")}' }, /static\/chunks\/a\.css has a url\(\/…\)/],
])('refuses %s', (_case, changes, message) => {
  expect(check(changes)).toThrow(message)
  expect(check(changes)).toThrow(/docs\/decisions\/one-build-any-prefix\.md/)
})
