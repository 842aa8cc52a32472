import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { contentPolicy } from './content-policy.ts'

// What we lean on in Next and Next does not document. Each test names the file, what we expect of it, and where the
// reason is written; an upgrade that fails here needs a look, not a new number.
const require = createRequire(import.meta.url)
const next = dirname(require.resolve('next/package.json'))
const dist = join(next, 'dist')
const inlined = '__NEXT_ROUTER_BASEPATH'
const trees = ['', 'esm/']

const replaced = ['client/add-base-path.js', 'client/has-base-path.js', 'client/remove-base-path.js']
/** Readers that server/base-path/loader.cjs does not replace, and why they need not be. */
const harmless: Readonly<Record<string, string>> = {
  'client/app-find-source-map-url.js': 'addresses source maps of `next dev` only',
  'client/get-domain-locale.js': 'of the pages router',
  'shared/lib/router/router.js': 'of the pages router',
}

const why = (file: string, expectation: string): string =>
  `next/dist/${file} ${expectation}. Latchkey leans on this; read docs/decisions/one-build-any-prefix.md before you change anything.`

const text = (file: string): string => {
  expect(existsSync(join(dist, file)), why(file, 'should exist')).toBe(true)
  return readFileSync(join(dist, file), 'utf8')
}

it('the version of Next is pinned exactly and is the one that is installed', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { dependencies: Record<string, string> }
  const { version } = JSON.parse(readFileSync(join(next, 'package.json'), 'utf8')) as { version: string }
  expect(dependencies['next'], why('../package.json', 'should have exactly the version that package.json pins')).toBe(version)
})

it.each(trees.flatMap(tree => replaced.map(file => tree + file)))('%s inlines the base path, and nothing but what the loader replaces', file => {
  expect(text(file), why(file, `should read process.env.${inlined}`)).toContain(`process.env.${inlined}`)
  expect(exportsOf(text(file)), why(file, 'should export one function, named as the file')).toEqual([file.replace(/^.*\/(\w+)-base-path\.js$/, '$1BasePath')])
})

it('no module of the browser but the known ones inlines the base path', () => {
  for (const tree of trees) {
    const readers = ['client', 'shared', 'lib', 'api', 'pages'].flatMap(folder => readersIn(tree + folder)).map(file => file.slice(tree.length))
    expect(readers, why(`${tree}client`, `should read ${inlined} in the known modules only: another reader would not know the mount`)).toEqual(
      [...replaced, ...Object.keys(harmless)].sort(),
    )
  }
})

it('the app router reaches none of those that the loader leaves, but one without effect in production', () => {
  const reached = reachableFrom(['client/app-next-turbopack.js', 'client/app-dir/link.js', 'client/app-dir/form.js', 'client/components/navigation.js'])
  for (const file of replaced) expect(reached, why(file, 'should be what the app router uses')).toContain(file)
  const left = Object.keys(harmless).filter(file => reached.includes(file))
  expect(left, why('client/app-index.js', 'should reach no module of the pages router that inlines the base path')).toEqual([
    'client/app-find-source-map-url.js',
  ])
  const sourceMaps = 'client/app-find-source-map-url.js'
  expect(text(sourceMaps), why(sourceMaps, 'should do nothing outside of `next dev`')).toContain('process.env.__NEXT_DEV_SERVER ? function')
})

it('the rendering of pages on the server takes the base path from the environment, where none is set', () => {
  const file = 'compiled/next-server/app-page-turbo.runtime.prod.js'
  expect(text(file), why(file, `should read process.env.${inlined} at run time`)).toContain(`process.env.${inlined}||""`)
  expect(process.env[inlined]).toBeUndefined()
})

it('the nonce of scripts is read from the request header content-security-policy', () => {
  const file = 'server/app-render/get-script-nonce-from-header.js'
  const { getScriptNonceFromHeaders } = require(join(dist, file)) as { getScriptNonceFromHeaders: (headers: Record<string, string>) => string | undefined }
  const nonce = 'AAAAAAAAAAAAAAAAAAAAAA=='
  expect(getScriptNonceFromHeaders({ 'content-security-policy': contentPolicy(nonce) }), why(file, 'should find the nonce of our policy')).toBe(nonce)
  for (const user of ['server/route-modules/app-page/parse-request-headers.js', 'build/templates/app-page-runtime.js'])
    expect(text(user), why(user, 'should take the nonce from the request headers')).toContain('getScriptNonceFromHeaders)(')
})

it.each([
  ['server/config.js', '__NEXT_PRIVATE_STANDALONE_CONFIG', 'the configuration of the standalone build, which has no next.config.mjs'],
  ['server/next.js', '__NEXT_PRIVATE_STANDALONE_CONFIG', 'the same'],
  ['server/app-render/action-handler.js', '__NEXT_PRIVATE_ORIGIN', 'where Next reaches itself, which must never follow a Host header'],
])('%s reads %s', (file, variable, what) => {
  expect(text(file), why(file, `should read process.env.${variable} (${what})`)).toContain(`process.env.${variable}`)
})

function exportsOf(source: string): string[] {
  const commonJs = [...source.matchAll(/Object\.defineProperty\(exports, "(\w+)", \{\s+enumerable/g)]
  const esm = [...source.matchAll(/^export function (\w+)\(/gm)]
  return [...commonJs, ...esm].map(match => match[1] ?? '')
}

function readersIn(folder: string): string[] {
  if (!existsSync(join(dist, folder))) return []
  return readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.js'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => readFileSync(file, 'utf8').includes(inlined))
    .map(file => file.slice(dist.length + 1))
    .sort()
}

/** Files of next/dist that the entries require, and those that these require. */
function reachableFrom(entries: readonly string[]): string[] {
  const seen = new Set<string>()
  const queue = entries.map(entry => join(dist, entry))
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const match of readFileSync(file, 'utf8').matchAll(/require\(["'](\.[^"']+|next\/dist\/[^"']+)["']\)/g)) {
      const target = moduleFile(file, match[1] ?? '')
      if (target) queue.push(target)
    }
  }
  return [...seen].map(file => file.slice(dist.length + 1))
}

function moduleFile(from: string, specifier: string): string | undefined {
  const path = specifier.startsWith('.') ? resolve(dirname(from), specifier) : join(next, specifier.slice('next/'.length))
  return [path, `${path}.js`, join(path, 'index.js')].find(candidate => candidate.endsWith('.js') && existsSync(candidate) && statSync(candidate).isFile())
}
