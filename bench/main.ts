import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterStatus } from '../cluster/lifecycle.ts'
import { repositoryRoot } from '../scripts/steps.ts'

// Paired measurements against the cluster of LATCHKEY_TEST_CLUSTER, else the one that runs (see bench/README.md). Figures go to stdout.
const [what = 'all', ...options] = process.argv.slice(2)
await findCluster()

const benches: Record<string, () => Promise<string>> = {
  get: async () => (await import('./proxied-get.ts')).benchProxiedGet(300),
  throughput: async () => (await import('./proxied-load.ts')).benchProxiedLoad(),
  watch: async () => (await import('./watch-relay.ts')).benchWatchRelay(),
  'graphql-page': async () => (await import('./graphql-page.ts')).benchGraphqlPage(),
  'graphql-subscribe': async () => (await import('./graphql-subscribe.ts')).benchGraphqlSubscribe(),
  'graphql-fanout': async () => (await import('./graphql-fanout.ts')).benchGraphqlFanout(),
  'graphql-memory': async () => (await import('./graphql-memory.ts')).benchGraphqlMemory(),
  'graphql-growth': async () => (await import('./graphql-growth.ts')).benchGraphqlGrowth({ steps: growthSteps() }),
  hostile: async () => (await import('./hostile.ts')).benchHostile(),
  pages: async () => (await import('./pages.ts')).benchListPage(5),
  views: async () => (await import('./list-views.ts')).benchListViews(5),
  mounts: async () => (await import('./mounts.ts')).benchMounts(60, 3),
}

const names = what === 'all' ? Object.keys(benches) : [what]
for (const name of names) {
  const bench = benches[name]
  if (!bench) throw new Error(`there is no bench '${name}'; there are all, ${Object.keys(benches).join(', ')}`)
  process.stdout.write(`${await bench()}\n\n`)
}
process.exit(0)

/** `-- graphql-growth 1000 10000 100000`; without numbers the largest step, which takes a quarter of an hour, is left out. */
function growthSteps(): number[] {
  const steps = options.map(Number).filter(count => count > 0)
  return steps.length > 0 ? steps : [1_000, 10_000]
}

/** e2e/cluster.ts reads the cluster from a file when it is loaded; the one that runs has no image of this checkout, and no bench installs one. */
async function findCluster(): Promise<void> {
  if (process.env['LATCHKEY_TEST_CLUSTER']) return
  const status = await clusterStatus()
  if (!status) throw new Error('No cluster runs. Start one with `npm run demo -- --no-browser`.')
  const folder = join(repositoryRoot, 'dist/bench')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'cluster.json')
  writeFileSync(file, JSON.stringify({ ...status, image: '' }))
  process.env['LATCHKEY_TEST_CLUSTER'] = file
}
