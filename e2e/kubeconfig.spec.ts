import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { inClusterConnection } from '../cli/kubeconfig/in-cluster.ts'
import { cluster } from './cluster.ts'
import { type Given, prepareGiven } from './kubeconfig/given.ts'
import type { Rows } from './kubeconfig/row.ts'
import { rowsOfConnections } from './kubeconfig/rows-of-connections.ts'
import { rowsOfCredentials } from './kubeconfig/rows-of-credentials.ts'
import { rowsOfFiles } from './kubeconfig/rows-of-files.ts'
import { rowsOfPlugins } from './kubeconfig/rows-of-plugins.ts'
import { askAs, type Outcome, runRow, throughKubectl, throughLatchkey, throughTransport } from './kubeconfig/run-row.ts'

const themes: Record<string, Rows> = { files: rowsOfFiles, credentials: rowsOfCredentials, plugins: rowsOfPlugins, connections: rowsOfConnections }
const total = Object.values(themes).reduce((sum, rows) => sum + Object.keys(rows).length, 0)
let agreeing = 0
let given: Given

test.beforeAll(async () => {
  given = await prepareGiven()
})

test.afterAll(async () => {
  await given.close()
})

for (const [theme, rows] of Object.entries(themes)) {
  test.describe(`${theme}, as kubectl takes them`, () => {
    for (const [title, make] of Object.entries(rows)) {
      test(title, async () => {
        const row = make(given)
        const [theirs, ours, connected] = await Promise.all([
          runRow(row, throughKubectl),
          runRow(row, throughLatchkey),
          row.terminal ? null : runRow(row, throughTransport),
        ])
        agree(theirs, ours, row.refusal)
        if (connected) agree(theirs, connected, row.refusal)
        agreeing += 1
      })
    }
  })
}

function agree(theirs: Outcome, ours: Outcome, refusal: RegExp | undefined): void {
  if (refusal) {
    expect([theirs.who, ours.who]).toEqual([null, null])
    expect(ours.message).toMatch(refusal)
  } else {
    expect([theirs.message, ours.message]).toEqual(['', ''])
    expect(ours.who).toEqual(theirs.who)
  }
  expect(ours.alike).toEqual(theirs.alike)
}

test("in a pod, its ServiceAccount and the cluster's own address", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pod-'))
  try {
    for (const [name, content] of Object.entries({ token: `${given.token}\n`, 'ca.crt': given.ca, namespace: 'default' }))
      writeFileSync(join(folder, name), content)
    const { hostname, port } = new URL(cluster.server)
    const pod = inClusterConnection({}, { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }, folder)
    if (pod === null) throw new Error('there is no pod')
    const flags = [`--server=${cluster.server}`, `--token=${given.token}`, `--certificate-authority=${folder}/ca.crt`]
    const theirs = await runRow({ files: {}, flags, env: { KUBECONFIG: 'FOLDER/none' } }, throughKubectl)
    expect([theirs.message, await askAs(pod)]).toEqual(['', theirs.who])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('every credential row agrees with kubectl', () => {
  console.log(`credential rows agreeing with kubectl: ${agreeing}/${total}`)
  expect(agreeing).toBe(total)
})
