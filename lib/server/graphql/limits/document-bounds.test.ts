import { getIntrospectionQuery, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import { checkBounds, measureDocument } from './document-bounds.ts'

const measure = (text: string) => measureDocument(parse(text))

describe('a document', () => {
  test.each([
    ['{ a }', { depth: 1, rootFields: 1, aliases: 0, directives: 0, repeats: 0 }],
    ['{ a { b { c } } d }', { depth: 3, rootFields: 2 }],
    ['{ x: a { y: b } }', { aliases: 2 }],
    ['query @one { a @two { ...f @three } } fragment f on T @four { b }', { directives: 4 }],
    ['query($v: Int @five) { a(x: $v) }', { directives: 1 }],
    // What fragments hold counts where they are spread.
    ['{ a { ...f } } fragment f on T { b { c } }', { depth: 3 }],
    ['{ ...f ... { c } } fragment f on Query { a b }', { rootFields: 3, depth: 1 }],
    ['{ a a a }', { repeats: 2, rootFields: 3 }],
    ['{ a { x } ...f } fragment f on Query { a { y } }', { repeats: 1 }],
    ['{ one: a two: a }', { repeats: 0, aliases: 2 }],
    ['query a { x { y } } query b { x { y { z } } }', { depth: 3, rootFields: 1, repeats: 0 }],
    // A fragment that is not there is validation's to tell.
    ['{ a { ...missing } }', { depth: 1 }],
  ])('%s is measured', (text, expected) => expect(measure(text)).toMatchObject(expected))

  test.each(['{ ...f } fragment f on Query { a { ...f } }', '{ a } fragment f on T { ...g } fragment g on T { ...f }'])('%s spreads itself', text =>
    expect(() => measure(text)).toThrow(expect.objectContaining({ code: 'QUERY_INVALID' })),
  )

  // Looked at as often as they are spread, they would never be measured.
  test('of fragments that double forty times is measured', () => {
    const fragments = Array.from({ length: 40 }, (_, at) => `fragment f${at} on T { a { ...f${at + 1} } b { ...f${at + 1} } }`)
    expect(measure(`{ ...f0 } ${fragments.join(' ')} fragment f40 on T { c }`).depth).toBe(41)
  })

  test('that tools introspect by is within the limits', () => {
    expect(() => checkBounds(measure(getIntrospectionQuery()), graphqlLimits)).not.toThrow()
  })
})

describe('a limit', () => {
  const within = { depth: 1, rootFields: 1, aliases: 0, directives: 0, repeats: 0 }
  test.each([
    ['depth', 'The document nests its fields too deep: 16 where at most 15 are taken'],
    ['rootFields', 'The operation has too many fields at its top: 21 where at most 20 are taken'],
    ['aliases', 'The document has too many aliases: 31 where at most 30 are taken'],
    ['directives', 'The document has too many directives: 51 where at most 50 are taken'],
    ['repeats', 'The document names fields again beside themselves too often: 101 where at most 100 are taken'],
  ] as const)('%s says what it is, what was asked, and what to do', (limit, text) => {
    const max = graphqlLimits[limit]
    expect(() => checkBounds({ ...within, [limit]: max }, graphqlLimits)).not.toThrow()
    const refusal = expect.objectContaining({
      code: 'QUERY_TOO_LARGE',
      message: expect.stringMatching(new RegExp(`^${text} \\(limit '${limit}'\\)\\. [A-Z].*\\.$`)),
      details: { limit, max, value: max + 1 },
    })
    expect(() => checkBounds({ ...within, [limit]: max + 1 }, graphqlLimits)).toThrow(refusal)
  })
})
