import { runLongSpec } from './long-spec.ts'

// The long run of the hostile queries of e2e/graphql-limits.spec.ts: as many as are given (10,000). `npm test` sends 5,000.
const [count = '10000'] = process.argv.slice(2)
process.exitCode = await runLongSpec(['e2e/graphql-limits.spec.ts', '--grep', 'hostile queries'], { LATCHKEY_HOSTILE_QUERIES: count })
