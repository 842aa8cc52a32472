import { describe, expect, test } from 'vitest'
import { readYamlText } from './yaml-edit.ts'

const text = `# the shop's front
apiVersion: a.io/v1
kind: Thing
metadata:
  name: "front" # quoted
spec:
  size: 3 # three of them
  hosts:
  - one.example
  # the second
  - two.example
  tls: {mode: SIMPLE}
`

describe('a field', () => {
  test('is changed where it stands, and everything else stays as it was', () => {
    expect(readYamlText(text).set([['spec', 'size'], 5])).toBe(text.replace('size: 3 #', 'size: 5 #'))
    expect(readYamlText(text).set([['metadata', 'name'], 'back'])).toBe(text.replace('"front"', '"back"'))
    expect(readYamlText(text).set([['spec', 'hosts', 1], 'new.example'])).toBe(text.replace('two.example', 'new.example'))
  })

  test('that was empty is written as it would be anew', () => {
    expect(readYamlText('name: ""\n').set([['name'], 'x'])).toBe('name: x\n')
    expect(readYamlText('name: ""\n').set([['name'], 'yes'])).toBe('name: "yes"\n')
  })

  test('is changed together with others', () => {
    const next = readYamlText(text).set([['spec', 'size'], undefined], [['spec', 'retry'], { attempts: 2 }])
    expect(readYamlText(next).value).toMatchObject({ spec: { retry: { attempts: 2 } } })
    expect(next).not.toContain('size')
  })

  test('is added to what was empty as it would be to anything else', () => {
    expect(readYamlText('spec:\n  tls: {}\n').set([['spec', 'tls', 'mode'], 'SIMPLE'])).toBe('spec:\n  tls:\n    mode: SIMPLE\n')
    expect(readYamlText('spec: {}\n').set([['spec', 'hosts', 0], 'a'])).toBe('spec:\n  hosts:\n  - a\n')
    expect(readYamlText('spec: { tls: {}, size: 1 }\n').set([['spec', 'tls', 'mode'], 'SIMPLE'])).toBe('spec: { tls: { mode: SIMPLE }, size: 1 }\n')
  })

  test('is added with all that leads to it', () => {
    const added = readYamlText(text).set([['spec', 'retry', 'attempts'], 2])
    expect(readYamlText(added).value).toMatchObject({ spec: { size: 3, retry: { attempts: 2 } } })
    expect(added).toContain('# the second')
  })

  test('is removed, with what is left empty by that', () => {
    expect(readYamlText(readYamlText(text).set([['spec', 'tls', 'mode'], undefined])).value).toMatchObject({ spec: { size: 3 } })
    expect(readYamlText(text).set([['spec', 'tls', 'mode'], undefined])).not.toContain('tls')
    const bare = 'metadata:\n  name: x\nspec:\n  a: 1\n'
    expect(readYamlText(readYamlText(bare).set([['spec', 'a'], undefined])).value).toEqual({ metadata: { name: 'x' }, spec: {} })
  })

  test('may be what YAML would take for something else', () => {
    for (const value of ['yes', '5', '0400', '0o17', '12:30', 'null', '2026-01-01', 'a: b', '- x', 'multi\nline\n', '', ' x'])
      expect(readYamlText(readYamlText(text).set([['spec', 'note'], value])).value).toMatchObject({ spec: { note: value } })
  })
})

test('lists keep the form that they have', () => {
  const indented = 'spec:\n  hosts:\n    - a\n'
  expect(readYamlText(indented).set([['spec', 'hosts', 1], 'b'])).toBe('spec:\n  hosts:\n    - a\n    - b\n')
  expect(readYamlText('spec:\n  hosts:\n  - a\n').set([['spec', 'hosts', 1], 'b'])).toBe('spec:\n  hosts:\n  - a\n  - b\n')
})

test('fields are found by line, and of one that is not there its nearest parent', () => {
  const read = readYamlText(text)
  expect([['spec', 'size'], ['spec', 'hosts', 1], ['spec', 'nothing'], ['metadata', 'name'], []].map(at => read.lineOf(at))).toEqual([7, 11, 6, 5, 2])
})

test('text that is no YAML has problems with their lines, and no value', () => {
  const { value, problems } = readYamlText('a: 1\nb: [1\n')
  expect(value).toBeUndefined()
  expect(problems[0]).toMatchObject({ line: expect.any(Number), message: expect.not.stringContaining('\n') })
  expect(readYamlText('a: 1\na: 2\n').problems).toHaveLength(1)
})

describe('numbers', () => {
  const numbers = 'spec:\n  big: 9223372036854775807\n  mode: 0400\n  thousand: 1_000\n  half: 1.50\n  on: yes\n  size: 1 # one\n'

  test('that nobody touches stay as they stand', () => {
    expect(readYamlText(numbers).set([['spec', 'size'], 2])).toBe(numbers.replace('size: 1', 'size: 2'))
  })

  test('have all their digits', () => {
    expect(readYamlText(numbers).value).toEqual({ spec: { big: 9223372036854775807n, mode: 256, thousand: 1000, half: 1.5, true: true, size: 1 } })
    expect(readYamlText(numbers).set([['spec', 'size'], 9007199254740993n])).toBe(numbers.replace('size: 1', 'size: 9007199254740993'))
    expect(readYamlText(numbers).set([['spec', 'big'], 1])).toBe(numbers.replace('9223372036854775807', '1'))
  })

  test('and booleans may be keys', () => {
    expect(readYamlText(numbers).set([['spec', 'true'], false])).toBe(numbers.replace('on: yes', 'on: false'))
    expect(readYamlText('a:\n  5: x\n  b: y\n').set([['a', '5'], undefined])).toBe('a:\n  b: y\n')
    expect(readYamlText(numbers).lineOf(['spec', 'true'])).toBe(6)
  })
})
