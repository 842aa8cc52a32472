import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { firstLoadPath, firstLoadSchema } from '../lib/contract/first-load.ts'

/** The pages that a link into the dashboard leads to: home, a list, an object. */
export const firstPages = [
  '(signed-in)/page',
  '(signed-in)/resources/[group]/[version]/[resource]/page',
  '(signed-in)/resources/[group]/[version]/[resource]/[namespace]/[name]/page',
]

/** Writes into `publicDir` which scripts of a build in `nextDir` its first page needs, for whoever fetches them ahead (cli/tunnel/kept-files.ts). */
export function writeFirstLoad(nextDir: string, publicDir: string, pages: readonly string[] = firstPages): void {
  const { rootMainFiles } = JSON.parse(readFileSync(join(nextDir, 'build-manifest.json'), 'utf8')) as { rootMainFiles: string[] }
  const names = new Set([...rootMainFiles, ...pages.flatMap(page => scriptsOf(nextDir, page))])
  const { files } = firstLoadSchema.parse({ files: [...names].map(name => `/_next/${name}`) })
  writeFileSync(join(publicDir, firstLoadPath), JSON.stringify({ files }))
}

/** Next writes what a page needs as a script that puts an object under the page's name. */
function scriptsOf(nextDir: string, page: string): string[] {
  const written = createContext({})
  runInContext(`globalThis.__RSC_MANIFEST = {};${readFileSync(join(nextDir, 'server/app', `${page}_client-reference-manifest.js`), 'utf8')}`, written)
  const manifests = written['__RSC_MANIFEST'] as Record<string, { entryJSFiles: Record<string, string[]> }>
  const ofPage = manifests[`/${page}`]
  if (!ofPage) throw new Error(`the build has no manifest of /${page}`)
  return Object.values(ofPage.entryJSFiles).flat()
}
