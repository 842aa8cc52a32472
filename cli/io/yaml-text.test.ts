import { describe, expect, test } from 'vitest'
import { jsonText, listOf } from './object-text.ts'
import { yamlText } from './yaml-text.ts'

describe('YAML as kubectl writes it (each line was compared with kubectl 1.36)', () => {
  test.each<[unknown, string]>([
    ['plain text', 'plain text'],
    ['', '""'],
    ['yes', '"yes"'],
    ['null', '"null"'],
    ['~', '"~"'],
    ['1', '"1"'],
    ['0x1F', '"0x1F"'],
    ['1e3', '"1e3"'],
    ['1_000', '"1_000"'],
    ['12:30', '"12:30"'],
    ['2001-12-14', '"2001-12-14"'],
    ['.5', '".5"'],
    ['.inf', '".inf"'],
    ['10.0.0.1', '10.0.0.1'],
    ['1.2.3', '1.2.3'],
    ['<<', '<<'],
    ['-', "'-'"],
    ['- x', "'- x'"],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ["it's: x", "'it''s: x'"],
    ['*', "'*'"],
    [' lead', "' lead'"],
    ['tab\there', '"tab\\there"'],
    ['cr\rlf', '"cr\\rlf"'],
    ['😀', '"\\U0001F600"'],
    ['日本', '日本'],
    ['two\nlines', '|-\n  two\n  lines'],
    ['ends\n', '|\n  ends'],
    ['ends twice\n\n', '|+\n  ends twice\n'],
    ['  indented\nx', '|2-\n    indented\n  x'],
    ['space before \nbreak', '"space before \\nbreak"'],
    [true, 'true'],
    [1.5, '1.5'],
    [null, 'null'],
    [[], '[]'],
    [{}, '{}'],
    [[1, [2]], '\n- 1\n- - 2'],
    [{ b: 1, a: { c: [] } }, '\n  a:\n    c: []\n  b: 1'],
    [[{ a: 1, b: 2 }], '\n- a: 1\n  b: 2'],
  ])('%j', (value, expected) => {
    expect(yamlText({ k: value })).toBe(`k:${expected.startsWith('\n') ? '' : ' '}${expected}\n`)
  })

  test('keys are in natural order, and quoted where they would read as something else', () => {
    expect(yamlText({ b: 1, a10: 1, a2: 1, aB: 1, a_b: 1, yes: 1, '1': 1 })).toBe('"1": 1\na_b: 1\na2: 1\na10: 1\naB: 1\nb: 1\n"yes": 1\n')
  })

  test('a long line goes on at the first space past column 80', () => {
    const words = Array.from({ length: 20 }, () => 'seven77').join(' ')
    expect(
      yamlText({ k: words })
        .split('\n')
        .map(line => line.length),
    ).toEqual([82, 81, 0])
  })
})

describe('JSON as kubectl writes it', () => {
  test('sorted, four spaces, what HTML would read escaped', () => {
    expect(jsonText({ b: '<a & b>', a: [1, {}] })).toBe('{\n    "a": [\n        1,\n        {}\n    ],\n    "b": "\\u003ca \\u0026 b\\u003e"\n}\n')
  })

  test('several objects are a List', () => {
    const object = { apiVersion: 'v1', kind: 'X', metadata: { name: 'a' } }
    expect(listOf([object])).toEqual({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: [object] })
  })
})
