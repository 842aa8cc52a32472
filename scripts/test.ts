import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from './chromium.ts'
import { ensureNginx } from './nginx.ts'
import { repositoryRoot, run, step } from './steps.ts'
import { prepareTestCluster } from './test-cluster.ts'
import { addCounts, type Counts, playwrightCounts, vitestCounts } from './test-counts.ts'

// The README's test command: all set-up, every test, and one closing line. A failing part does not hide the others.
const results = join(repositoryRoot, 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
const node = process.execPath
let counts: Counts = { passed: 0, failed: 0 }

/** Runs a part; its failure to run at all counts as one failed test. */
async function part(name: string, work: () => Promise<Counts>): Promise<boolean> {
  try {
    counts = addCounts(counts, await step(name, work, ({ failed }) => failed === 0))
    return true
  } catch (error) {
    process.stderr.write(`✗ ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    counts = addCounts(counts, { passed: 0, failed: 1 })
    return false
  }
}

await part('types, lint, documentation paths, unit tests', async () => {
  const report = join(results, 'unit.json')
  const code = await run(node, [join(repositoryRoot, 'scripts/check.ts'), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  const unit = existsSync(report) ? vitestCounts(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 }
  return code === 0 || unit.failed > 0 ? unit : addCounts(unit, { passed: 0, failed: 1 })
})

let tearDown = async (): Promise<void> => {}
const onSignal = (): void => void tearDown().finally(() => process.exit(130))
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

const ready = await part('a real cluster with the product in it', async () => {
  await ensureChromium()
  await ensureNginx()
  const cluster = await prepareTestCluster(cleanup => {
    tearDown = cleanup
  })
  writeFileSync(join(results, 'cluster.json'), JSON.stringify(cluster))
  return { passed: 0, failed: 0 }
})
if (ready) {
  await part('end-to-end tests', async () => {
    const report = join(results, 'e2e.json')
    const code = await run(node, [join(repositoryRoot, 'node_modules/@playwright/test/cli.js'), 'test', ...process.argv.slice(2)], {
      LATCHKEY_TEST_CLUSTER: join(results, 'cluster.json'),
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    })
    const e2e = playwrightCounts(JSON.parse(readFileSync(report, 'utf8')))
    return code === 0 || e2e.failed > 0 ? e2e : addCounts(e2e, { passed: 0, failed: 1 })
  })
}
await part('cleaning up', async () => {
  await tearDown()
  return { passed: 0, failed: 0 }
})

process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`)
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1)
