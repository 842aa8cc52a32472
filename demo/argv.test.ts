import { describe, expect, it } from 'vitest'
import { demoUsage, parseDemoArgv } from './argv.ts'

describe('parseDemoArgv', () => {
  it.each([
    { argv: [], options: { noBrowser: false, json: false, keepCluster: false } },
    { argv: ['--no-browser'], options: { noBrowser: true, json: false, keepCluster: false } },
    { argv: ['--json', '--no-browser'], options: { noBrowser: true, json: true, keepCluster: false } },
    { argv: ['--keep-cluster', '--keep-cluster'], options: { noBrowser: false, json: false, keepCluster: true } },
  ])('understands $argv', ({ argv, options }) => {
    expect(parseDemoArgv(argv)).toEqual({ kind: 'run', options })
  })

  it.each(['--Json', '--json=true', 'json', '', '--no-browse', 'toString', '__proto__'])('refuses %j and names it', argument => {
    expect(parseDemoArgv(['--json', argument])).toEqual({ kind: 'refused', message: expect.stringContaining(JSON.stringify(argument)) as string })
  })

  it('helps rather than runs, whatever else is asked', () => {
    expect(parseDemoArgv(['--json', '--help'])).toEqual({ kind: 'help' })
    for (const flag of ['--no-browser', '--json', '--keep-cluster']) expect(demoUsage).toContain(flag)
  })
})
