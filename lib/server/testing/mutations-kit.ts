import type { IncomingMessage } from 'node:http'
import { type ExecutionResult, GraphQLObjectType, GraphQLSchema, GraphQLString, graphql } from 'graphql'
import { pino } from 'pino'
import type { ServedResource } from '#domain/resource.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { kindMutationFields, mutationFields } from '../graphql/mutations/fields.ts'
// Gives objects all their fields, as in the server.
import '../graphql/schema/compose-schema.ts'
import { interfaceFields, objectInterface } from '../graphql/schema/object-interface.ts'
import { jsonScalar } from '../graphql/schema/scalars.ts'
import { untypedObject } from '../graphql/schema/untyped-object.ts'
import { createUserClient } from '../kube/user-client.ts'
import { startLoopbackKube } from './loopback-kube.ts'
import { sessionOf } from './session-kit.ts'

/** What the kube-apiserver was asked, body and query as text. */
export type Asked = { method: string; path: string; query: Record<string, string>; contentType: string | undefined; user: unknown; body: string }
/** What it answers; `body` text or JSON. */
export type Answer = { status?: number; headers?: Record<string, string | string[]>; body: unknown }

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']
const more = { singular: '', shortNames: [], categories: [], verbs }
export const virtualService: ServedResource = {
  group: 'networking.istio.io',
  version: 'v1',
  resource: 'virtualservices',
  kind: 'VirtualService',
  namespaced: true,
  subresources: [],
  ...more,
}
export const resources: readonly ServedResource[] = [
  virtualService,
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false, subresources: ['status'], ...more },
  { group: 'apps', version: 'v1', resource: 'deployments', kind: 'Deployment', namespaced: true, subresources: ['scale', 'status'], ...more },
  { group: 'apps', version: 'v1', resource: 'statefulsets', kind: 'StatefulSet', namespaced: true, subresources: ['scale'], ...more },
  { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'roles', kind: 'Role', namespaced: true, subresources: [], ...more },
]

/** A VirtualService as it is given, with more metadata. */
export const service = (more: object = {}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: 'shop', ...more },
})
export const servicesPath = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices'
export const ofWeb = 'resource: {group: "apps", resource: "deployments"}, namespace: "shop", name: "web"'

/** What was sent, stored. */
export const echo = ({ body }: Asked): Answer => ({ body: body.replace('"metadata":{', '"metadata":{"resourceVersion":"7",') })

export const status = (code: number, reason: string, message: string, details?: object) => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code, ...(details ? { details } : {}) },
})

/** The mutations over a kube-apiserver of the test's own; `close` ends it. */
export async function startMutations(answer: (asked: Asked) => Answer) {
  const kube = await startLoopbackKube()
  const asked: Asked[] = []
  const lines: Array<Record<string, unknown>> = []
  const told: unknown[] = []
  kube.server.on('request', async (request, response) => {
    const one = await read(request)
    asked.push(one)
    const { status = 200, headers = {}, body } = answer(one)
    response.writeHead(status, { 'content-type': 'application/json', 'audit-id': 'audit-1', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const session = sessionOf({ id: 's-1' })
  const store = {
    noteChange: (_session: unknown, { resource }: ServedResource, resourceVersion: string) => void told.push(['noteChange', resource, resourceVersion]),
    bumpEpoch: () => void told.push(['bumpEpoch']),
    get: async (_session: unknown, resource: ServedResource, namespace: string, name: string): Promise<Partial<StoredObject>> => ({
      resource,
      key: `${namespace}/${name}`,
      read: () => ({ apiVersion: 'apps/v1', kind: resource.kind, metadata: { name, namespace } }),
    }),
  }
  const aborter = new AbortController()
  const context = {
    session,
    requestId: 'r-1',
    signal: aborter.signal,
    store,
    users: createUserClient(kube.connection, async () => 'classic', '1.2.3'),
    logger: pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    resources,
    newestResources: async () => resources,
  } as unknown as GraphQLContext
  return {
    asked,
    lines,
    told,
    aborter,
    run: (source: string, variableValues: Record<string, unknown> = {}): Promise<ExecutionResult> =>
      graphql({ schema, source, variableValues, contextValue: context }),
    close: kube.close,
  }
}

const typed = new GraphQLObjectType<StoredObject, GraphQLContext>({
  name: 'networking_istio_io_v1_VirtualService',
  interfaces: [objectInterface],
  fields: () => interfaceFields(),
})
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLString } } }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      ...mutationFields,
      ...kindMutationFields({ resource: virtualService, objectType: typed, inputType: null, decode: input => input as never }),
    },
  }),
  types: [untypedObject, jsonScalar],
})

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(`http://x${request.url}`)
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    contentType: request.headers['content-type'],
    user: request.headers['impersonate-user'],
    body: Buffer.concat(chunks).toString('utf8'),
  }
}
