import { expect, test } from '@playwright/test'
import { type Given, prepareGiven } from './kubeconfig/given.ts'
import type { Rows } from './kubeconfig/row.ts'
import { rowsOfConnections } from './kubeconfig/rows-of-connections.ts'
import { rowsOfCredentials } from './kubeconfig/rows-of-credentials.ts'
import { rowsOfFiles } from './kubeconfig/rows-of-files.ts'
import { rowsOfPlugins } from './kubeconfig/rows-of-plugins.ts'
import { runRow, throughKubectl, throughLatchkey, throughTransport } from './kubeconfig/run-row.ts'

const themes: Record<string, Rows> = { files: rowsOfFiles, credentials: rowsOfCredentials, plugins: rowsOfPlugins, connections: rowsOfConnections }
const total = Object.values(themes).reduce((sum, rows) => sum + Object.keys(rows).length, 0)
const agreeing = { transport: 0, latchkey: 0 }
let given: Given

test.beforeAll(async () => {
  given = await prepareGiven()
})

test.afterAll(async () => {
  await given.close()
})

for (const [tool, runTool] of [
  ['transport', throughTransport],
  ['latchkey', throughLatchkey],
] as const) {
  for (const [theme, rows] of Object.entries(themes)) {
    test.describe(`${tool} and kubectl: ${theme}`, () => {
      for (const [title, make] of Object.entries(rows)) {
        test(title, async () => {
          const row = make(given)
          const [theirs, ours] = await Promise.all([runRow(row, throughKubectl), runRow(row, runTool)])
          if (row.refusal) {
            expect(theirs.who, 'kubectl refuses').toBeNull()
            expect(ours.who).toBeNull()
            expect(ours.message).toMatch(row.refusal)
          } else {
            expect(theirs.message).toBe('')
            expect(ours.message).toBe('')
            expect(ours.who).toEqual(theirs.who)
          }
          expect(ours.alike).toEqual(theirs.alike)
          agreeing[tool] += 1
        })
      }
    })
  }
}

test('every credential row agrees with kubectl', () => {
  console.log(`credential rows agreeing with kubectl: ${agreeing.latchkey}/${total}`)
  expect(agreeing).toEqual({ transport: total, latchkey: total })
})
