import { expect, test } from 'vitest'
import { jsonText } from '../io/object-text.ts'
import { yamlText } from '../io/yaml-text.ts'
import { parseExactJson, stringifyExactJson } from './exact-json.ts'

test('numbers come out as they went in, however large', () => {
  const text = '{"a":9223372036854775807,"b":-9007199254740993,"c":9007199254740991,"d":1.5,"e":"9223372036854775807","f":[12345678901234567890]}'
  expect(stringifyExactJson(parseExactJson(text))).toBe(text)
  expect(jsonText(parseExactJson('{"a":9223372036854775807}'))).toBe('{\n    "a": 9223372036854775807\n}\n')
  expect(yamlText(parseExactJson('{"a":9223372036854775807}'))).toBe('a: 9223372036854775807\n')
})

test('what is no JSON throws, also where it holds long numbers', () => {
  expect(() => parseExactJson('{')).toThrow(SyntaxError)
  expect(() => parseExactJson('{"a":9223372036854775807')).toThrow(SyntaxError)
})
