import {
  type FragmentDefinitionNode,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  Kind,
  parse,
  validateExecutionArgs,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { smallSchema } from '../testing/small-schema.ts'
import { changeCost, operationCost } from './operation-cost.ts'

function costOf(text: string, variableValues = {}, schema = smallSchema): number {
  const document = parse(text)
  const args = validateExecutionArgs({ schema, document, variableValues })
  if (!('schema' in args)) throw args[0]
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  return operationCost({ schema, operation: args.operation, fragments }, args.variableValues)
}

describe('the cost of an operation', () => {
  test.each([
    ['{ __typename }', 1],
    ['{ who }', 1],
    // 10 of its own, and for each of ten a list of items (1) with a name (0.05).
    ['{ things(first: 10) { items { name } } }', 20.5],
    ['{ things { items { name } } }', 115],
    ['{ things(first: 10) { ...f ... on ThingList { total } } } fragment f on ThingList { items { name } }', 21],
    ['{ things(first: 10) { items { other { other { name } } } } }', 40.5],
    ['{ a: things(first: 10) { total } b: things(first: 10) { total } }', 21],
    // What a condition leaves out is counted, too: it is the client's to say.
    ['{ things(first: 10) @skip(if: true) { total } }', 10.5],
  ])('%s', (text, cost) => expect(costOf(text)).toBeCloseTo(cost))

  test('counts the size of a list for those of its fields alone that are sized', () => {
    const list = new GraphQLObjectType({
      name: 'List',
      fields: { items: { type: new GraphQLList(GraphQLString) }, total: { type: GraphQLString }, other: { type: new GraphQLList(GraphQLString) } },
    })
    const extensions = { cost: 10, listSize: ({ first }: { first?: number }) => first ?? 100, sizedFields: ['items'] }
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { all: { type: list, args: { first: { type: GraphQLInt } }, extensions } } }),
    })
    expect(costOf('{ all(first: 200) { items total other } }', {}, schema)).toBeCloseTo(10 + 200 + 0.05 + 1)
    expect(costOf('{ a: all(first: 200) { ...f } b: all(first: 2) { ...f } } fragment f on List { items }', {}, schema)).toBeCloseTo(20 + 202)
  })

  test('goes by the variables', () => {
    const text = 'query($first: Int) { things(first: $first) { items { name } } }'
    expect(costOf(text, { first: 500 })).toBeCloseTo(535)
    expect(costOf(text, { first: 1 })).toBeCloseTo(11.05)
    expect(costOf(text)).toBeCloseTo(115)
  })

  test('of fragments that double is told at once, and grows as they do', () => {
    const fragments = Array.from({ length: 60 }, (_, at) => `fragment f${at} on Thing { a: other { ...f${at + 1} } b: other { ...f${at + 1} } }`)
    const started = performance.now()
    expect(costOf(`{ things { items { ...f0 } } } ${fragments.join(' ')} fragment f60 on Thing { name }`)).toBeGreaterThan(2 ** 60)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

test('a change costs what is selected of it, however long its list may be', () => {
  const document = parse('subscription { watch { token changes { key object { name other { name } } } } }')
  const args = validateExecutionArgs({ schema: smallSchema, document })
  if (!('schema' in args)) throw args[0]
  const costed = { schema: smallSchema, operation: args.operation, fragments: new Map() }
  // The token, the list, the key, the object and its name, the other and its name.
  expect(changeCost(costed, args.variableValues)).toBeCloseTo(0.05 + 1 + 0.05 + 1 + 0.05 + 1 + 0.05)
})
