import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorTable } from '../lib/errors/codes.ts'
import { repositoryRoot } from './steps.ts'

const folders = ['app', 'bench', 'charts', 'cli', 'cluster', 'components', 'demo', 'docs', 'e2e', 'lib', 'public', 'scripts', 'server']
const pathPattern = new RegExp(`\`((?:${folders.join('|')})/[A-Za-z0-9_./\\[\\]-]+)\``, 'g')

/** Every path that documentation cites in backticks must exist, and every error code must have its page. Exit code 0 or 1; says what is missing. */
export function checkDocReferences(): number {
  const listed = spawnSync('git', ['ls-files', '*.md'], { cwd: repositoryRoot, encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
  const missing = listed
    .flatMap(file => citedPaths(readFileSync(join(repositoryRoot, file), 'utf8')).map(path => ({ file, path })))
    .filter(({ path }) => !existsSync(join(repositoryRoot, path)))
    .map(({ file, path }) => `${file} cites ${path}, which does not exist`)
  const pages = Object.keys(errorTable)
    .filter(code => !existsSync(join(repositoryRoot, 'docs/errors', `${code}.md`)))
    .map(code => `docs/errors/${code}.md is missing: every error code has its page`)
  for (const problem of [...missing, ...pages]) process.stderr.write(`${problem}\n`)
  return missing.length + pages.length === 0 ? 0 : 1
}

/** Paths of this repository that a text cites in backticks. */
export function citedPaths(markdown: string): string[] {
  return [...markdown.matchAll(pathPattern)].map(match => match[1] ?? '')
}
