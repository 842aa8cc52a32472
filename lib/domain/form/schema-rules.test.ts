import { describe, expect, test } from 'vitest'
import type { Schema } from './schema-document.ts'
import { judgeRules } from './schema-rules.ts'

const spec = (properties: Record<string, Schema>, rules: Record<string, unknown>[]) => ({
  root: { type: 'object', properties: { spec: { type: 'object', properties, 'x-kubernetes-validations': rules } } },
  schemas: {},
})
const int = { type: 'integer' }
const string = { type: 'string' }

/** What one rule over `spec` says of it. */
function verdictOf(rule: string, value: unknown, properties: Record<string, Schema>, before?: unknown) {
  return judgeRules(spec(properties, [{ rule }]), { spec: value }, before === undefined ? null : { spec: before }).map(({ verdict }) => verdict)
}

describe('a rule', () => {
  test.each<[string, Record<string, Schema>, string, unknown, unknown]>([
    ['over whole numbers', { a: int, b: int }, 'self.a <= self.b', { a: 1, b: 2 }, { a: 3, b: 2 }],
    ['over a whole number and what is none', { a: int, b: { type: 'number' } }, 'self.b > 1.5 && self.a == 1', { a: 1, b: 2 }, { a: 1, b: 1 }],
    ['over which fields are there', { a: string, b: string }, 'has(self.a) != has(self.b)', { a: '' }, { a: '', b: '' }],
    ['over a default', { a: { type: 'integer', default: 3 } }, 'self.a == 3', {}, { a: 2 }],
    [
      'over keys of a map',
      { m: { type: 'object', additionalProperties: string } },
      "self.m.all(key, key != '*')",
      { m: { constructor: 'x' } },
      { m: { '*': 'x' } },
    ],
    [
      'over items',
      { l: { type: 'array', items: { type: 'object', properties: { n: int } } } },
      'self.l.all(x, self.l.exists_one(y, x.n == y.n))',
      { l: [{ n: 1 }, { n: 2 }] },
      { l: [{ n: 1 }, { n: 1 }] },
    ],
    ['over durations', { d: string }, "duration(self.d) >= duration('1ms')", { d: '5s' }, { d: '0s' }],
    [
      'over times',
      { at: { type: 'string', format: 'date-time' } },
      "self.at > timestamp('2020-01-01T00:00:00Z')",
      { at: '2021-01-01T00:00:00Z' },
      { at: '2019-01-01T00:00:00Z' },
    ],
    [
      'over names that are no identifiers',
      { 'a-b': int, in: int, 'c.d': int },
      'self.a__dash__b == self.__in__ && self.__in__ == self.c__dot__d',
      { 'a-b': 1, in: 1, 'c.d': 1 },
      { 'a-b': 1, in: 2, 'c.d': 1 },
    ],
    [
      'over what has no schema',
      { free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      'self.free.n == 1',
      { free: { n: 1 } },
      { free: { n: 2 } },
    ],
    ['over an optional', { a: string }, "self.?a.orValue('x') == 'x'", {}, { a: 'y' }],
    ['over whole numbers beyond those of JavaScript', { a: int }, 'self.a == 9007199254740993', { a: 9007199254740993n }, { a: 9007199254740992n }],
  ])('%s is met and broken as the kube-apiserver has it', (_, properties, rule, good, bad) => {
    expect(verdictOf(rule, good, properties)).toEqual(['met'])
    expect(verdictOf(rule, bad, properties)).toEqual(['broken'])
  })

  test('on a change is one only where something was there before', () => {
    expect(verdictOf('self.a == oldSelf.a', { a: 1 }, { a: int })).toEqual([])
    expect(verdictOf('self.a == oldSelf.a', { a: 1 }, { a: int }, { a: 1 })).toEqual(['met'])
    expect(verdictOf('self.a == oldSelf.a', { a: 1 }, { a: int }, { a: 2 })).toEqual(['broken'])
  })

  test('on a change of an item is one only where items are told apart by keys', () => {
    const item = { type: 'object', properties: { name: string, n: { ...int, 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] } } }
    const list = (more: Schema): Schema => spec({ l: { type: 'array', items: item, ...more } }, []).root
    const by = (schema: Schema, l: unknown[], before: unknown[]) =>
      judgeRules({ root: schema, schemas: {} }, { spec: { l } }, { spec: { l: before } }).map(({ at, verdict }) => [at.join('.'), verdict])
    const keyed = list({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
    const before = [
      { name: 'a', n: 1 },
      { name: 'b', n: 2 },
    ]
    const [a, b, c] = [
      { name: 'a', n: 1 },
      { name: 'b', n: 1 },
      { name: 'c', n: 0 },
    ]
    expect(by(keyed, [b, c, a], before)).toEqual([
      ['spec.l.0.n', 'broken'],
      ['spec.l.2.n', 'met'],
    ])
    expect(by(list({}), [b], before)).toEqual([])
  })

  test('on a change of a field is none where its name is something else of JavaScript’s', () => {
    const map = { m: { type: 'object', additionalProperties: { ...string, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] } } }
    const judged = judgeRules(spec(map, []), { spec: { m: { constructor: 'x', toString: 'y' } } }, { spec: { m: { toString: 'z' } } })
    expect(judged.map(({ at, verdict }) => [at.join('.'), verdict])).toEqual([['spec.m.toString', 'broken']])
    expect(verdictOf('has(self.constructor)', {}, { constructor: string })).toEqual(['broken'])
  })

  test.each([
    ['calls what is not known here', "isIP('x')"],
    ['fails', 'self.missing == 1'],
    ['is none', 'self.a +'],
    ['gives no yes or no', '1'],
    ['has a pattern that is none here', "'x'.matches('[')"],
  ])('is left to the kube-apiserver where it %s', (_, rule) => {
    expect(verdictOf(rule, { a: 1 }, { a: int })).toEqual(['unknown'])
  })
})

test('each rule is judged where it stands, with its own words', () => {
  const port = { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 0', message: 'a port is above 0' }] }
  const schema = spec({ ports: { type: 'array', items: port }, named: { type: 'object', additionalProperties: port } }, [
    { rule: 'size(self.ports) < 3', messageExpression: "'not ' + string(size(self.ports))" },
  ])
  const judged = judgeRules(schema, { spec: { ports: [1, 0, 2], named: { a: 0 } } }, null)
  expect(judged.filter(({ verdict }) => verdict === 'broken').map(({ at, message }) => [at.join('.'), message])).toEqual([
    ['spec', 'not 3'],
    ['spec.named.a', 'a port is above 0'],
    ['spec.ports.1', 'a port is above 0'],
  ])
  expect(judged).toHaveLength(5)
})

test('rules of the whole object see its name and what it is', () => {
  const rules = [{ rule: "self.metadata.name == 'a' && self.kind == 'Thing'" }, { rule: 'has(self.spec) || has(self.specs)' }]
  const schema = {
    root: { type: 'object', properties: { spec: { type: 'object' }, specs: { type: 'array' } }, 'x-kubernetes-validations': rules },
    schemas: {},
  }
  const verdicts = (object: unknown) => judgeRules(schema, object, null).map(({ verdict }) => verdict)
  expect(verdicts({ kind: 'Thing', metadata: { name: 'a', labels: {} }, spec: {} })).toEqual(['met', 'met'])
  expect(verdicts({ kind: 'Thing', metadata: { name: 'b' } })).toEqual(['broken', 'broken'])
  expect(verdicts('nothing')).toEqual([])
})
