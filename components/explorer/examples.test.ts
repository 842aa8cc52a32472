import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { readOperations } from '#domain/graphql-operations.ts'
import { examples } from './examples.ts'

it.each(examples)('$title is GraphQL, and has values for its variables', ({ query, variables }) => {
  const { definitions } = parse(query)
  const declared = definitions.flatMap(definition => ('variableDefinitions' in definition ? (definition.variableDefinitions ?? []) : []))
  expect(declared.map(({ variable }) => variable.name.value).sort()).toEqual(Object.keys(variables).sort())
  expect(readOperations(query)).toHaveLength(1)
})
