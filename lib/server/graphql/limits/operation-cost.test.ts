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

/** Things in a list, each with what all of them share. */
function sharingSchema(): GraphQLSchema {
  const shared = { name: 'index', cost: 100, most: 3 }
  const node = new GraphQLObjectType({ name: 'Node', fields: { name: { type: GraphQLString } } })
  const item = new GraphQLObjectType({ name: 'Item', fields: { tree: { type: node, extensions: { cost: 2, shared } }, name: { type: GraphQLString } } })
  const list = new GraphQLObjectType({ name: 'List', fields: { items: { type: new GraphQLList(item) } } })
  const all = { type: list, args: { first: { type: GraphQLInt } }, extensions: { cost: 10, listSize: ({ first }: { first?: number }) => first ?? 100 } }
  const fields = { all: { ...all, extensions: { ...all.extensions, sizedFields: ['items'] } }, one: { type: item } }
  const watch = { type: list, extensions: { cost: 10, listSize: () => 100, sizedFields: ['items'] } }
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields }),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { watch } }),
  })
}

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

  // Priced as often as they are spread, they would never be told.
  test('of fragments that double is told, and grows as they do', () => {
    const fragments = Array.from({ length: 60 }, (_, at) => `fragment f${at} on Thing { a: other { ...f${at + 1} } b: other { ...f${at + 1} } }`)
    expect(costOf(`{ things { items { ...f0 } } } ${fragments.join(' ')} fragment f60 on Thing { name }`)).toBeGreaterThan(2 ** 60)
  })
})

describe('work that objects share', () => {
  const schema = sharingSchema()
  // Of each object: the item (1), its tree (2) and a name (0.05).
  const each = 1 + 2 + 0.05

  test.each([
    ['{ one { tree { name } } }', each + 100],
    ['{ a: one { tree { name } } b: one { tree { name } } }', 2 * (each + 100)],
    ['{ all(first: 2) { items { tree { name } } } }', 10 + 2 * (each + 100)],
    // From the third time on it is there.
    ['{ all(first: 100) { items { tree { name } } } }', 10 + 100 * each + 3 * 100],
    ['{ a: all(first: 100) { items { ...f } } b: all(first: 50) { items { ...f } } } fragment f on Item { tree { name } }', 20 + 150 * each + 3 * 100],
    // Not asked for, it is not done.
    ['{ all(first: 100) { items { name } } }', 10 + 100 * 1.05],
  ])('costs once what is done once: %s', (text, cost) => expect(costOf(text, {}, schema)).toBeCloseTo(cost))

  test('is done anew for each batch of a subscription', () => {
    const text = 'subscription { watch { items { tree { name } } } }'
    expect(costOf(text, {}, schema)).toBeCloseTo(10 + 100 * (each + 100))
    const args = validateExecutionArgs({ schema, document: parse(text) })
    if (!('schema' in args)) throw args[0]
    expect(changeCost({ schema, operation: args.operation, fragments: new Map() }, args.variableValues)).toBeCloseTo(each + 100)
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
