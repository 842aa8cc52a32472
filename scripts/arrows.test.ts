import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

// The import arrows of design.md are a lint rule; this shows that the rule bites, and where it must not.
const forbidden = [
  ['lib/errors/x.ts', '#contract/login.ts'],
  ['lib/contract/x.ts', '#server/services.ts'],
  ['lib/contract/x.ts', 'node:fs'],
  ['lib/domain/x.ts', 'react'],
  ['lib/domain/x.ts', '../server/services.ts'],
  ['lib/server/x.ts', '#client/base.ts'],
  ['lib/client/x.ts', '#server/services.ts'],
  ['lib/client/x.ts', 'undici'],
  ['components/x.tsx', '#server/services.ts'],
  ['components/ui/x.tsx', 'next/link'],
  ['components/ui/x.tsx', '#client/base.ts'],
  ['cli/commands/x.ts', '#server/services.ts'],
  ['cli/commands/x.ts', 'next/link'],
  ['server/x.ts', '../cli/main.ts'],
  ['app/x.tsx', '../cli/main.ts'],
  ['cli/commands/x.ts', '#app/_data/session.ts'],
  ['server/x.ts', '../app/layout.tsx'],
  ['components/x.tsx', '#app/_data/session.ts'],
  ['lib/server/x.ts', '../../app/page.tsx'],
] as const
const allowed = [
  ['lib/server/x.ts', '#domain/resource.ts'],
  ['lib/client/x.ts', '#contract/login.ts'],
  ['components/x.tsx', '#client/base.ts'],
  ['app/x.tsx', '#server/request-context.ts'],
  ['cli/commands/x.ts', '#contract/login.ts'],
  ['server/x.ts', '#server/services.ts'],
] as const

const root = realpathSync(mkdtempSync(join(tmpdir(), 'latchkey-arrows-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Lints one file per case in one run; gives the files with a refused import. */
function refusedFiles(): Set<string> {
  const biome = resolve('node_modules/.bin/biome')
  cpSync('biome.json', join(root, 'biome.json'))
  cpSync('.gitignore', join(root, '.gitignore'))
  for (const [index, [path, specifier]] of [...forbidden, ...allowed].entries()) {
    const file = join(root, caseFile(path, index))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `import { x } from '${specifier}'\nx()\n`)
  }
  const run = spawnSync(biome, ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '--vcs-enabled=false'], {
    cwd: root,
    encoding: 'utf8',
  })
  return new Set([...run.stdout.matchAll(/noRestrictedImports,file=([^,]+),/g)].map(match => relative(root, match[1] ?? '')))
}

function caseFile(path: string, index: number): string {
  return path.replace(/x(\.tsx?)$/, `x${index}$1`)
}

const refused = refusedFiles()

describe('import arrows', () => {
  it.each(forbidden.map((entry, index) => [...entry, index] as const))('%s may not import %s', (path, _specifier, index) => {
    expect(refused).toContain(caseFile(path, index))
  })

  it.each(allowed.map((entry, index) => [...entry, index + forbidden.length] as const))('%s may import %s', (path, _specifier, index) => {
    expect(refused).not.toContain(caseFile(path, index))
  })
})
