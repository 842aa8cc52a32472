import { join } from 'node:path'
import { checkDocReferences } from './check-doc-references.ts'
import { repositoryRoot, run, step } from './steps.ts'

// Types, lint and format, documentation paths, unit tests: seconds, no cluster, no browser. Run before each commit.
const node = process.execPath
const bin = (path: string) => join(repositoryRoot, 'node_modules', path)
const vitestArgs = process.argv.slice(2)

async function must(name: string, work: () => Promise<number>): Promise<void> {
  await step(name, async () => {
    if ((await work()) !== 0) throw new Error(`${name}: failed, see above`)
  })
}

const outcomes = await Promise.allSettled([
  must('types', () => run(node, [bin('typescript/bin/tsc'), '--noEmit', '-p', '.'])),
  must('lint', () => run(bin('.bin/biome'), ['check', '--error-on-warnings'])),
  must('documentation paths', async () => checkDocReferences()),
  // Beside the others: many of them wait more than they work.
  must('unit tests', () => run(node, [bin('vitest/vitest.mjs'), 'run', ...vitestArgs])),
])
// Last, where it is read.
for (const outcome of outcomes)
  if (outcome.status === 'rejected') {
    process.stderr.write(`✗ ${outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason)}\n`)
    process.exitCode = 1
  }
