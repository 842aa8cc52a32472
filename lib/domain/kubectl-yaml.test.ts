import { describe, expect, test } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { kubectlYaml, writeYaml } from './kubectl-yaml.ts'

const read = (text: string): unknown => parse(`value: ${text}\n`, kubectlYaml).value

// As `kubectl annotate --local -o json` (1.32) prints them.
test.each<[string, unknown]>([
  ['0400', 256],
  ['0o400', 256],
  ['0O17', 15],
  ['-0400', -256],
  ['-0o17', -15],
  ['08', 8],
  ['018', 18],
  ['0_7', 7],
  ['0_', 0],
  ['0o8', '0o8'],
  ['00', 0],
  ['0b101', 5],
  ['0B11', 3],
  ['-0b11', -3],
  ['0b12', '0b12'],
  ['0x1F', 31],
  ['0X1F', 31],
  ['+0x1F', 31],
  ['0x', '0x'],
  ['1_000', 1000],
  ['1_', 1],
  ['_1', '_1'],
  ['+5', 5],
  ['1.50', 1.5],
  ['1_000.5_0', 1000.5],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['5.', 5],
  ['012.5', 12.5],
  ['1e3', 1000],
  ['5.e3', 5000],
  ['1.5e', '1.5e'],
  ['1e400', '1e400'],
  ['100m', '100m'],
  ['yes', true],
  ['y', true],
  ['N', false],
  ['off', false],
  ['TRUE', true],
  ['~', null],
  ['', null],
  ['NULL', null],
  ['12:30', '12:30'],
  ['1:30:45', '1:30:45'],
  ['12:30:45.5', '12:30:45.5'],
  ['2026-01-02', '2026-01-02'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['=', '='],
  ['!!str 5', '5'],
  ['!!int "5"', 5],
  ['9223372036854775807', 9223372036854775807n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9007199254740991', 9007199254740991],
])('%s is what kubectl takes it for', (text, value) => {
  expect(read(text)).toStrictEqual(value)
})

test('numbers that Kubernetes does not know, and tags, are refused', () => {
  const problems = (text: string): string[] => {
    const { errors, warnings } = parseDocument(`value: ${text}\n`, kubectlYaml)
    return [...errors, ...warnings].map(({ message }) => message)
  }
  for (const text of ['.inf', '-.INF', '.nan']) expect(problems(text)).toEqual([expect.stringMatching(/^(-?Infinity|NaN) is no number that Kubernetes knows/)])
  for (const text of ['!!binary aGk=', '!!set {a}', '!!timestamp 2026-01-02']) expect(problems(text)).toEqual([expect.stringContaining('Unresolved tag')])
})

describe('what is written', () => {
  test.each(['yes', 'y', 'on', 'NO', '0400', '0o17', '0X1F', '08', '1_000', '12:30', '1:30:45', '2026-01-02', '5', '1e3', '.5', 'null', '~', '.inf', 'true'])(
    'is in quotes where it is the text %s',
    text => {
      expect(writeYaml({ [text]: text })).toBe(`"${text}": "${text}"\n`)
      expect(parse(writeYaml({ [text]: text }), kubectlYaml)).toStrictEqual({ [text]: text })
    },
  )

  test('has all digits, and numbers as they are', () => {
    const value = { big: 9223372036854775807n, one: 1, half: 1.5, huge: 1e21, list: [-9223372036854775808n] }
    expect(writeYaml(value)).toBe('big: 9223372036854775807\none: 1\nhalf: 1.5\nhuge: 1e+21\nlist:\n- -9223372036854775808\n')
    expect(parse(writeYaml(value), kubectlYaml)).toStrictEqual(value)
  })

  test('is as it was where nobody touched it', () => {
    const text = 'a: 0400\nb: 1_000\nc: 0x1F\nd: 1.50\ne: 9223372036854775807\nf: yes\ng: 5.0\nh: 0.10000000000000000555\n'
    expect(parseDocument(text, kubectlYaml).toString()).toBe(text)
  })
})
