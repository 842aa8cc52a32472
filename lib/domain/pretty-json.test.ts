import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prettyJson } from './pretty-json.ts'

it('indents as JSON.stringify does', () => {
  fc.assert(fc.property(fc.jsonValue(), value => prettyJson(JSON.stringify(value)) === JSON.stringify(value, null, 2)))
})

it('keeps numbers as they are written', () => {
  expect(prettyJson('{"a":[9007199254740993,1.10],"b":{}}')).toBe('{\n  "a": [\n    9007199254740993,\n    1.10\n  ],\n  "b": {}\n}')
})
