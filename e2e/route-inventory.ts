import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { graphqlPath, graphqlSchemaPath } from '../lib/contract/graphql-paths.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Example values for the parameters of pages. A page with a parameter that is not here fails the test that walks them. */
const parameters: Record<string, string> = {
  group: 'networking.istio.io',
  version: 'v1',
  resource: 'virtualservices',
  namespace: 'shop',
  name: 'reviews',
}

/** Every page that the build has, as a path inside the mount; Next's own error pages by how they are reached. */
export function builtPages(): string[] {
  const manifest = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(root, 'dist/app/.next/app-path-routes-manifest.json'), 'utf8')))
  return Object.values(manifest).map(pattern => {
    // Shown when React itself fails before any layout; it cannot be asked for.
    if (pattern === '/_global-error') return '/no/such/page?of=_global-error'
    if (pattern === '/_not-found') return '/no/such/page'
    return pattern.replace(/\[(\w+)\]/g, (_, name: string) => {
      const example = parameters[name]
      if (example === undefined) throw new Error(`e2e/route-inventory.ts has no example for the parameter ${name} of the page ${pattern}`)
      return example
    })
  })
}

/** Paths of our own routes as the server's source names them, and one path for each that takes more than its name. */
export function ownRoutes(): string[] {
  const named = sourcesUnder(join(root, 'lib/server')).flatMap(source =>
    [...source.matchAll(/createRoute\(\s*[\w.]+,\s*'([^']+)'/g)].map(match => match[1] ?? ''),
  )
  if (named.length < 6) throw new Error('the routes are no longer found by createRoute(logger, path: mend e2e/route-inventory.ts')
  return [
    ...new Set(named),
    graphqlPath,
    graphqlSchemaPath,
    '/api/k8s/version',
    '/api/k8s/api/v1/namespaces',
    '/api/k8s/no/such',
    '/api/v1/stream',
    '/api/v1/upgrade/x',
    '/api/no/such',
    '/healthz',
    '/readyz',
  ]
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(join(folder, name), 'utf8'))
}
