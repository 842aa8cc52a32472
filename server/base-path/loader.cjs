// Build-time loader (CommonJS because Turbopack requires it): replaces Next's three base-path modules, which inline
// one base path, by ones that ask for the mount of this very request or tab (docs/decisions/one-build-any-prefix.md).
// Turbopack's cache does not notice edits of this file: bump `options.version` in next.config.mjs with each.
const reads = '__NEXT_ROUTER_BASEPATH'

// The argument says who asks; nobody reads it at run time, but scripts/check-build.ts finds it in the bundles.
const mountFor = name => `const mount = () => globalThis.__bp?.('latchkey:${name}') ?? ''`
const bodies = {
  addBasePath: `function addBasePath(path) {
  // Read as the URL parser does: controls in front, tabs and newlines are nothing, and a backslash is a slash.
  const local = path.replace(/^[\\0-\\x20]+|[\\t\\n\\r]/g, '')
  if (!/^[/\\\\]/.test(local)) return path
  // One slash in front, before and after dot segments are resolved: two would name another host.
  const url = new URL(local.replace(/^[/\\\\]+/, '/'), 'http://mount')
  const pathname = url.pathname.replace(/^\\/+/, '/').replace(/\\/+$/, '')
  // The root keeps its slash: the kube-apiserver answers 301 to a proxy path without it.
  return mount() + (pathname || '/') + url.search + url.hash
}`,
  hasBasePath: `function hasBasePath(path) {
  if (typeof path !== 'string') return false
  const base = mount()
  const pathname = path.split(/[?#]/, 1)[0]
  return pathname === base || pathname.startsWith(base + '/')
}`,
  removeBasePath: `function removeBasePath(path) {
  const base = mount()
  if (!base) return path
  const rest = path.slice(base.length)
  return rest.startsWith('/') ? rest : '/' + rest
}`,
}
const nameOf = { 'add-base-path.js': 'addBasePath', 'has-base-path.js': 'hasBasePath', 'remove-base-path.js': 'removeBasePath' }

module.exports = function basePathLoader(source) {
  const file = this.resourcePath.replaceAll('\\', '/')
  const name = nameOf[file.slice(file.lastIndexOf('/') + 1)]
  if (!name || !source.includes(reads)) {
    throw new Error(`Next changed ${file}: it no longer reads ${reads}, so the mount would be ignored. See docs/decisions/one-build-any-prefix.md`)
  }
  const mount = mountFor(name)
  if (file.includes('/esm/')) return `${mount}\nexport ${bodies[name]}\n`
  return `'use strict'\nObject.defineProperty(exports, '__esModule', { value: true })\n${mount}\n${bodies[name]}\nexports.${name} = ${name}\n`
}
