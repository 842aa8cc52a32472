import { join } from 'node:path'
import { repositoryRoot, run } from './steps.ts'

// The long run of the properties about what may leave the gateway and the tunnel (*.properties.test.ts): 100,000 cases of
// each, or as many as LATCHKEY_PROPERTY_RUNS says; minutes. `npm test` tries a few hundred.
const runs = process.env['LATCHKEY_PROPERTY_RUNS'] ?? '100000'
process.stderr.write(`Trying ${runs} cases of each property.\n`)
const vitest = join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs')
process.exitCode = await run(process.execPath, [vitest, 'run', '.properties.test', ...process.argv.slice(2)], { LATCHKEY_PROPERTY_RUNS: runs })
