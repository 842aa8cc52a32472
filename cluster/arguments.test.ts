import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'
import { ClusterError } from './cluster-error.ts'

describe('parseArguments', () => {
  it.each([
    [['up'], { command: 'up', json: false, fresh: false }],
    [['up', '--json', '--fresh'], { command: 'up', json: true, fresh: true }],
    [['--json', 'status'], { command: 'status', json: true, fresh: false }],
    [['down', '--json'], { command: 'down', json: true, fresh: false }],
    [['--help'], { command: 'help', json: false, fresh: false }],
  ])('understands %j', (argv, expected) => expect(parseArguments(argv)).toEqual(expected))

  it.each([
    [[], 'Say what to do'],
    [['start'], 'Unknown command "start"'],
    [['up', 'now'], 'Unexpected argument "now"'],
    [['down', '--fresh'], '"down" has no flag --fresh'],
    [['up', '--verbose'], '"up" has no flag --verbose'],
  ])('refuses %j with exit code 2, naming the word and the usage', (argv, message) => {
    const refusal = (): unknown => {
      try {
        return parseArguments(argv)
      } catch (error) {
        return error
      }
    }
    expect(refusal()).toBeInstanceOf(ClusterError)
    expect(refusal()).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) })
    expect(refusal()).toMatchObject({ message: expect.stringContaining('usage: npm run cluster') })
  })
})
