import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readClusterInfo } from '../cluster/cluster-info.ts'
import { createKubectl } from '../cluster/kubectl.ts'
import { repositoryRoot, run } from './steps.ts'

/** Runs tests of the specs against the cluster that runs (`npm run demo`), for longer than `npm test` does. Resolves to the exit code. */
export async function runLongSpec(playwrightArgs: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const info = await readClusterInfo()
  if (info?.kubectl === undefined) throw new Error('No cluster of this machine runs: start one with `npm run demo`.')
  const kubectl = createKubectl(info.kubectl, info.kubeconfigs.admin)
  const image = await kubectl.run(['-n', 'latchkey-system', 'get', 'deployment', 'latchkey', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
  mkdirSync(join(repositoryRoot, 'test-results'), { recursive: true })
  const file = join(repositoryRoot, 'test-results', 'cluster.json')
  writeFileSync(file, JSON.stringify({ ...info, image }))
  const playwright = join(repositoryRoot, 'node_modules/@playwright/test/cli.js')
  return run(process.execPath, [playwright, 'test', ...playwrightArgs, '--reporter=list'], { LATCHKEY_TEST_CLUSTER: file, ...env })
}
