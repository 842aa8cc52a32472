import './no-eval.ts'
import { z } from 'zod'

/** What one operation may ask, unless the server was told otherwise (docs/graphql.md). */
export const graphqlLimits = {
  /** Bytes of a request body; an object of the cluster has to fit in (etcd takes 1.5 MiB). */
  bodyBytes: 3 * 1024 * 1024,
  /** How deep the JSON of a request may nest, its variables included. */
  jsonDepth: 100,
  documentBytes: 256 * 1024,
  documentTokens: 2_000,
  /** Fields inside fields, fragments put in. An introspection query as tools write it takes 15. */
  depth: 15,
  aliases: 30,
  directives: 50,
  /** Fields that stand more than once beside each other, fragments put in: validation compares each with each. */
  repeats: 100,
  /** Fields at the top of one operation. */
  rootFields: 20,
  /** Sum over fields, each times the sizes of the lists around it. */
  cost: 10_000,
  /** `first` of a list; and where it is not given. */
  pageSize: 500,
  defaultPageSize: 100,
  /** Milliseconds for a query or mutation. */
  timeMs: 30_000,
  /** Operations in one request: batches are refused. */
  batch: 1,
  subscriptionsPerSession: 50,
  /** Queries and mutations that one WebSocket has open at once. */
  operationsPerSocket: 32,
  /** Cost that one identity may spend each second, and at once after a pause. */
  costPerSecond: 5_000,
  costBurst: 50_000,
} as const
export type GraphQLLimits = { readonly [K in keyof typeof graphqlLimits]: number }

/** POST body. `id`: of a persisted operation, instead of `query`. */
export const graphqlRequestSchema = z.strictObject({
  query: z.string().optional(),
  id: z.string().max(200).optional(),
  operationName: z.string().max(200).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
})
export type GraphQLRequest = z.infer<typeof graphqlRequestSchema>

/**
 * `extensions` of an error: `code` of the closed list (lib/errors/codes.ts), `requestId`; of a refusal of the kube-apiserver its
 * `reason` and `kubernetesStatus`, and `details` as its Status has them.
 */
export const graphqlErrorSchema = z.object({
  message: z.string(),
  locations: z.array(z.object({ line: z.number(), column: z.number() })).optional(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({
    code: z.string(),
    requestId: z.string(),
    reason: z.string().optional(),
    kubernetesStatus: z.number().optional(),
    details: z.unknown().optional(),
  }),
})
export const graphqlResponseSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(graphqlErrorSchema).optional(),
})
export type GraphQLResponse = z.infer<typeof graphqlResponseSchema>
