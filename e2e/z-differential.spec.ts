import { randomInt } from 'node:crypto'
import { expect, test } from './fixtures.ts'
import { graphqlOrigin } from './graphql/ask.ts'
import { type DifferentialOptions, type Figures, runDifferential } from './graphql/differential/run.ts'
import { connectAdmin } from './graphql/kube.ts'
import { startOwnServer } from './graphql/own-server.ts'

// What the API shows to anybody, from its cache or not, is what the kube-apiserver lists for him: under random rights,
// objects and changes. Here for some seconds; `npm run test:differential` goes on for as long as one likes.
const durationMs = Number(process.env['LATCHKEY_DIFFERENTIAL_SECONDS'] ?? 18) * 1_000
const seed = Number(process.env['LATCHKEY_DIFFERENTIAL_SEED'] ?? randomInt(2 ** 31))
test.setTimeout(durationMs + 180_000)

async function run(name: string, options: Pick<DifferentialOptions, 'origin' | 'isShared'>): Promise<Figures> {
  const kube = connectAdmin()
  try {
    const figures = await runDifferential(kube, { ...options, seed, durationMs })
    console.log(`differential, ${name}: seed ${seed}, ${JSON.stringify(figures)}`)
    expect(figures.rightsSteps, 'rights have changed').toBeGreaterThan(1)
    expect(figures.fromCache, 'the cache has taken part').toBeGreaterThan(0)
    expect(figures.deltas, 'streams have told of changes').toBeGreaterThan(0)
    return figures
  } finally {
    await kube.close()
  }
}

test('lists and streams show what an impersonated LIST shows, whatever the rights', async () => {
  await run('lists of each identity', { origin: graphqlOrigin(), isShared: false })
})

test('so they do where one cache that the server reads as itself is shared by all (install --shared-cache)', async () => {
  const server = await startOwnServer({ env: { LATCHKEY_SHARED_CACHE: '1' } })
  try {
    await run('one list for all', { origin: server.origin, isShared: true })
  } finally {
    await server.stop()
  }
})
