import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readClusterInfo } from '../cluster/cluster-info.ts'
import { createKubectl } from '../cluster/kubectl.ts'
import { repositoryRoot, run } from './steps.ts'

// The long run of e2e/z-differential.spec.ts against the cluster that runs (`npm run demo`): as many seconds as are given (1,800),
// then a seed to repeat a run by. `npm test` has the same for half a minute.
const [seconds = '1800', seed] = process.argv.slice(2)
const info = await readClusterInfo()
if (info?.kubectl === undefined) throw new Error('No cluster of this machine runs: start one with `npm run demo`.')
const kubectl = createKubectl(info.kubectl, info.kubeconfigs.admin)
const image = await kubectl.run(['-n', 'latchkey-system', 'get', 'deployment', 'latchkey', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
mkdirSync(join(repositoryRoot, 'test-results'), { recursive: true })
const file = join(repositoryRoot, 'test-results', 'cluster.json')
writeFileSync(file, JSON.stringify({ ...info, image }))
process.exitCode = await run(
  process.execPath,
  [join(repositoryRoot, 'node_modules/@playwright/test/cli.js'), 'test', 'e2e/z-differential.spec.ts', '--reporter=list'],
  {
    LATCHKEY_TEST_CLUSTER: file,
    LATCHKEY_DIFFERENTIAL_SECONDS: seconds,
    ...(seed === undefined ? {} : { LATCHKEY_DIFFERENTIAL_SEED: seed }),
  },
)
