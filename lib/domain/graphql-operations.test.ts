import { expect, it } from 'vitest'
import { readOperations } from './graphql-operations.ts'

const read = (text: string): string[] => readOperations(text).map(({ type, name }) => `${type} ${name}`.trim())

it('names the operations of a document, by type', () => {
  expect(read('query A { a } mutation B($x: [Int!] = [1]) @d(a: {b: 1}) { b } subscription C { c { query } }')).toEqual([
    'query A',
    'mutation B',
    'subscription C',
  ])
  expect(read('{ a }')).toEqual(['query'])
  expect(read('query @d { a }')).toEqual(['query'])
})

it('is not misled by fragments, comments, strings and fields of such names', () => {
  expect(read('fragment query on Query { subscription } { ...query }')).toEqual(['query'])
  expect(read('# mutation X { }\n{ a(text: "mutation Y { ", block: """ } "quoted" \\""" { """) }')).toEqual(['query'])
  expect(read('query Q($mutation: Int) { mutation(query: {subscription: 1}) }')).toEqual(['query Q'])
})

it('gives what it can of a text that is being written', () => {
  expect(read('')).toEqual([])
  expect(read('query A { a ')).toEqual(['query A'])
  expect(read('query A')).toEqual([])
  expect(read('}}} query A { a }')).toEqual(['query A'])
})
