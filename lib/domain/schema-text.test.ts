import { buildSchema, printSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { indexSchema, readDefinition, type SchemaDefinition } from './schema-text.ts'

const sdl = printSchema(
  buildSchema(
    `
  """
  Doc of

  several lines { with } braces
  """
  type A implements I {
    """one line"""
    a("""first""" n: Int = 1, o: [String!]! = ["a, b)", "c"]): [B!]! @deprecated(reason: "no \\" use")

    """
    two
    lines
    """
    b: String
    c(n: In = {a: [1, 2]}, v: E): Int @deprecated
  }
  interface I { b: String }
  type B { x: Int }
  enum E { "of X" X Y @deprecated(reason: "old") }
  input In { a: [Int] = [1], b: E! }
  scalar S
  union U = A | B
  type Query { a: A u: U s: S }
`,
  ),
)
const index = indexSchema(sdl)
const read = (name: string): SchemaDefinition => readDefinition(index.get(name) ?? [])

describe('a printed schema', () => {
  it('is found by names', () => {
    expect([...index.keys()].sort()).toEqual(['A', 'B', 'E', 'I', 'In', 'Query', 'S', 'U'])
  })
  it('has fields with their arguments, on one line or several', () => {
    const { kind, description, fields } = read('A')
    expect([kind, description]).toEqual(['type', 'Doc of\n\nseveral lines { with } braces'])
    expect(fields).toEqual([
      {
        name: 'a',
        type: '[B!]!',
        defaultValue: '',
        description: 'one line',
        deprecated: 'no \\" use',
        args: [
          { name: 'n', type: 'Int', defaultValue: '1', description: 'first' },
          { name: 'o', type: '[String!]!', defaultValue: '["a, b)", "c"]', description: '' },
        ],
      },
      { name: 'b', type: 'String', defaultValue: '', description: 'two\nlines', deprecated: '', args: [] },
      {
        name: 'c',
        type: 'Int',
        defaultValue: '',
        description: '',
        deprecated: 'No longer supported',
        args: [
          { name: 'n', type: 'In', defaultValue: '{ a: [1, 2] }', description: '' },
          { name: 'v', type: 'E', defaultValue: '', description: '' },
        ],
      },
    ])
  })
  it('has inputs, enums, scalars and unions', () => {
    expect(read('In').fields.map(({ name, type, defaultValue }) => [name, type, defaultValue])).toEqual([
      ['a', '[Int]', '[1]'],
      ['b', 'E!', ''],
    ])
    expect(read('E').fields.map(({ name, description, deprecated }) => [name, description, deprecated])).toEqual([
      ['X', 'of X', ''],
      ['Y', '', 'old'],
    ])
    expect(read('S')).toMatchObject({ kind: 'scalar', fields: [] })
    expect(read('U').fields.map(({ type }) => type)).toEqual(['A', 'B'])
    expect(read('I')).toMatchObject({ kind: 'interface', fields: [{ name: 'b' }] })
  })
})

it('is nothing where the text is none', () => {
  expect(indexSchema('')).toEqual(new Map())
  expect(readDefinition([])).toEqual({ kind: '', name: '', description: '', fields: [] })
})
