import { runLongSpec } from './long-spec.ts'

// The long run of e2e/z-differential.spec.ts: as many seconds as are given (1,800), then a seed to repeat a run by. `npm test` has the
// same for half a minute.
const [seconds = '1800', seed] = process.argv.slice(2)
process.exitCode = await runLongSpec(['e2e/z-differential.spec.ts'], {
  LATCHKEY_DIFFERENTIAL_SECONDS: seconds,
  ...(seed === undefined ? {} : { LATCHKEY_DIFFERENTIAL_SEED: seed }),
})
