import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { graphqlLimits } from '#contract/graphql.ts'
import type { FieldFilter, SortKey } from '#domain/list-query.ts'
import { healthLevelType } from '../../enrich/health-field.ts'
import { jsonScalar } from './scalars.ts'

const text = new GraphQLNonNull(GraphQLString)
const some = <T extends GraphQLEnumType | GraphQLInputObjectType | typeof GraphQLString>(type: T) => new GraphQLList(new GraphQLNonNull(type))

const filterOperators: Readonly<Record<FieldFilter['op'], string>> = {
  EQ: 'One of the values there is `value`.',
  NE: 'None is.',
  IN: 'One is among the list `value`.',
  NOT_IN: 'None is.',
  CONTAINS: 'One has the text `value` in it, whatever the case.',
  MATCHES_PREFIX: 'One begins with the text `value`.',
  GT: 'Greater; numbers and quantities by size, times by time, text by its letters.',
  GE: '',
  LT: '',
  LE: '',
  EXISTS: 'Something is there.',
  ABSENT: 'Nothing is, or null.',
}

const fieldFilter = new GraphQLInputObjectType({
  name: 'FieldFilter',
  description: 'A condition on the objects of a list: on what stands at `path`, or in the printer column `column`.',
  fields: {
    path: { type: GraphQLString, description: "`.spec.hosts[0]`, `.spec.http[*].name`, `.metadata.labels['app']`." },
    column: { type: GraphQLString, description: 'By its name; not those that say how long ago something was.' },
    op: { type: new GraphQLNonNull(enumOf('FieldOperator', filterOperators)), defaultValue: 'EQ' },
    value: { type: jsonScalar, description: 'None for EXISTS and ABSENT.' },
  },
})

type SortField = Extract<SortKey, { field: unknown }>['field']
const sortFields: Readonly<Record<SortField, string>> = { NAME: '', NAMESPACE: '', CREATED: 'By age, oldest first.', HEALTH: 'The worst first.' }

const sortKey = new GraphQLInputObjectType({
  name: 'SortKey',
  description: 'What a list is sorted by: exactly one of `path`, `column` and `field`.',
  fields: {
    path: { type: GraphQLString, description: 'As of FieldFilter.' },
    column: { type: GraphQLString, description: 'A printer column by its name.' },
    field: { type: enumOf('SortField', sortFields) },
    descending: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: false },
  },
})

export const resourceInput = new GraphQLInputObjectType({
  name: 'ResourceInput',
  description: 'Which resource, as discovery names it.',
  fields: {
    group: { type: text, defaultValue: '', description: "'' for core." },
    version: { type: GraphQLString, description: 'The preferred one where it is not given.' },
    resource: { type: text, description: 'The plural: `virtualservices`.' },
  },
})

const scopeArguments: GraphQLFieldConfigArgumentMap = {
  namespace: { type: GraphQLString, description: 'The whole cluster without it.' },
  namespaces: { type: some(GraphQLString), description: 'Instead of `namespace`.' },
}

const selectionArguments: GraphQLFieldConfigArgumentMap = {
  labelSelector: { type: GraphQLString, description: 'As kubectl takes it: `app=web,tier in (a, b)`.' },
  fieldSelector: { type: GraphQLString, description: 'As kubectl takes it: `metadata.name=x`.' },
  where: { type: some(fieldFilter), description: 'All have to hold.' },
  search: { type: GraphQLString, description: 'Words that all have to be in the name, namespace, printed cells or labels.' },
  health: { type: some(healthLevelType) },
}

const pageArguments: GraphQLFieldConfigArgumentMap = {
  sortBy: { type: some(sortKey), description: 'By namespace, then name, without it.' },
  first: { type: GraphQLInt, description: `1 to ${graphqlLimits.pageSize}; ${graphqlLimits.defaultPageSize} where it is not given.` },
  after: { type: GraphQLString, description: '`endCursor` of the page before, of the same query.' },
  live: {
    type: new GraphQLNonNull(GraphQLBoolean),
    defaultValue: false,
    description:
      'Of the kube-apiserver, whatever is cached: the newest, with cells as it prints them for this answer. Without `where`, `search`, `health` and `sortBy`.',
  },
}

const resumeArguments: GraphQLFieldConfigArgumentMap = {
  resumeFrom: { type: GraphQLString, description: '`token` of the last batch: goes on from there if it can, else with a snapshot.' },
}

/** Of a list. What is of the whole cluster (`namespaced` false) has no namespaces to choose. */
export function listArguments(namespaced: boolean): GraphQLFieldConfigArgumentMap {
  return { ...(namespaced ? scopeArguments : {}), ...selectionArguments, ...pageArguments }
}

/** Of a subscription: it gives all that fits, unsorted. */
export function watchArguments(namespaced: boolean): GraphQLFieldConfigArgumentMap {
  return { ...(namespaced ? scopeArguments : {}), ...selectionArguments, ...resumeArguments }
}

function enumOf(name: string, descriptions: Readonly<Record<string, string>>): GraphQLEnumType {
  return new GraphQLEnumType({
    name,
    values: Object.fromEntries(Object.entries(descriptions).map(([value, description]) => [value, { description: description || null }])),
  })
}
