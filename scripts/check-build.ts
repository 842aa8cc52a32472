import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const decision = 'docs/decisions/one-build-any-prefix.md'
const modules = ['addBasePath', 'hasBasePath', 'removeBasePath'] as const
/** Without links, scripts that run or anything else that depends on the mount. */
const mayBePrerendered = ['/_global-error']

/**
 * Throws unless the output of `next build` in `nextDir` works under any mount: Next's base-path modules were replaced
 * for browser and server, nothing was rendered before its mount was known, and no file is addressed from the root of
 * the host. What Next does here is undocumented, so an upgrade must not change it unseen.
 */
export function checkBuild(nextDir: string): void {
  const browser = sourcesIn(join(nextDir, 'static'), /\.js$/)
  const server = sourcesIn(join(nextDir, 'server'), /\.js$/)
  const problems = [
    ...notReplaced('browser', browser),
    ...notReplaced('server', server),
    ...prerendered(nextDir),
    ...absoluteAddresses([...browser, ...server, ...sourcesIn(join(nextDir, 'server'), /\.(?:json|html)$/), ...manifests(nextDir)]),
    ...sourcesIn(join(nextDir, 'static'), /\.css$/)
      .filter(({ text }) => /url\(\s*["']?\//.test(text))
      .map(({ name }) => `${name} has a url(/…), which is the host's root and not the mount`),
  ]
  if (problems.length === 0) return
  throw new Error(`The build would not work under every mount (see ${decision}):\n${problems.map(problem => `- ${problem}`).join('\n')}`)
}

type Source = { name: string; text: string }

function notReplaced(side: string, sources: readonly Source[]): string[] {
  if (sources.length === 0) return [`there are no ${side} bundles`]
  const missing = modules.filter(module => !sources.some(({ text }) => text.includes(`latchkey:${module}`)))
  // How Next's own modules export the names; ours assign them.
  const leftover = sources.filter(({ text }) => /["'](?:add|has|remove)BasePath["'],\s*\{\s*enumerable/.test(text))
  return [
    ...missing.map(module => `no ${side} bundle has the ${module} of server/base-path/loader.cjs: its rule in next.config.mjs matched nothing`),
    ...leftover.map(({ name }) => `${name} has a base-path module of Next's own beside ours`),
  ]
}

function prerendered(nextDir: string): string[] {
  const { routes, dynamicRoutes } = JSON.parse(readFileSync(join(nextDir, 'prerender-manifest.json'), 'utf8')) as Record<'routes' | 'dynamicRoutes', object>
  return [...Object.keys(routes), ...Object.keys(dynamicRoutes)]
    .filter(route => !mayBePrerendered.includes(route))
    .map(route => `${route} was rendered at build time, when its mount was not known: make it dynamic`)
}

function absoluteAddresses(sources: readonly Source[]): string[] {
  return sources
    .filter(({ text }) => /["'`(]\/_next\/static\/(?:chunks|css|media)\//.test(text))
    .map(({ name }) => `${name} addresses files by /_next/static, not relative to <base>`)
}

function manifests(nextDir: string): Source[] {
  return readdirSync(nextDir)
    .filter(name => /-manifest\.json$/.test(name))
    .map(name => ({ name, text: readFileSync(join(nextDir, name), 'utf8') }))
}

function sourcesIn(folder: string, pattern: RegExp): Source[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => ({ name: file.slice(folder.lastIndexOf('/') + 1), text: readFileSync(file, 'utf8') }))
}
