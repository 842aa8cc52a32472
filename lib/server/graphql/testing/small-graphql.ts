import { type GraphQLSchema, graphqlSync } from 'graphql'
import type { Logger } from 'pino'
import { type GraphQLLimits, graphqlLimits } from '#contract/graphql.ts'
import type { Operation } from '#contract/operations.ts'
import { createFollowSession } from '../../session/session-signal.ts'
import { anyView, createMemoryRevocations, silent } from '../../testing/session-kit.ts'
import { createGraphQL, type GraphQLDeps } from '../run/graphql.ts'
import { createOperationTexts } from '../run/operation-texts.ts'
import type { SchemaSnapshot, SchemaSource } from '../schema-snapshot.ts'
import { smallSchema } from './small-schema.ts'
import { createSmallStore } from './small-store.ts'

export type SmallOptions = {
  limits?: Partial<GraphQLLimits>
  operations?: readonly Operation[]
  isAdHocAllowed?: boolean
  logger?: Logger
  small?: ReturnType<typeof createSmallStore>
  schemas?: GraphQLSchema[]
  isSettling?: boolean
  now?: () => number
}

/** Operations over the small schema and store; what metrics are told is in `observed`. `schemas`: of which each look finds the next. */
export async function createSmallGraphQL(options: SmallOptions = {}) {
  const { isAdHocAllowed = true, logger = silent, operations = [], now = Date.now, small = createSmallStore() } = options
  const limits = { ...graphqlLimits, ...options.limits }
  const schemas = options.schemas ?? [smallSchema]
  const revocations = await createMemoryRevocations(Date.now)
  const followSession = createFollowSession(revocations, Date.now, anyView)
  const observed: string[] = []
  let looks = 0
  const source: SchemaSource = {
    async current(atMostMs = 5_000) {
      if (atMostMs < 5_000) looks += 1
      const index = Math.min(looks, schemas.length - 1)
      return snapshotOf(schemas[index] as GraphQLSchema, `hash-${index}`)
    },
    isSettling: () => options.isSettling ?? false,
    close: async () => undefined,
  }
  const deps: GraphQLDeps = {
    source,
    store: small.store,
    users: {} as GraphQLDeps['users'],
    logger,
    limits,
    texts: createOperationTexts(operations, isAdHocAllowed),
    followSession,
    reviewAccess: async (_, questions) => questions.map(() => ({ allowed: true, reason: '' })),
    heldNamespaces: async () => ({ held: [], unlooked: [] }),
    observer: { operation: (type, outcome) => void observed.push(`${type} ${outcome}`) },
    now,
  }
  return { graphql: createGraphQL(deps), looks: () => looks, limits, observed, revocations, followSession, kindsTag: async () => 'kinds-0', small, logger }
}

function snapshotOf(schema: GraphQLSchema, hash: string): SchemaSnapshot {
  return {
    hash,
    resources: [],
    model: () => Promise.reject(new Error('not here')),
    schemaFor: async () => schema,
    sdl: async () => 'type Query { all: Boolean }',
    introspectJson: async () => Buffer.from(JSON.stringify(graphqlSync({ schema, source: '{ __schema { queryType { name } } }' }))),
  }
}
