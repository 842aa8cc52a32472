import { type ExecutionResult, GraphQLObjectType, GraphQLSchema, graphql } from 'graphql'
import type { AccessAnswer, AccessQuestion, Capabilities } from '#contract/access.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { objectHealth } from '#domain/health.ts'
import { matchesLabels, parseLabelSelector } from '#domain/label-selector.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import { parseApiVersion, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { ScopedStore, StoredObject } from '../cache/scoped-store.ts'
import { objectFields } from '../enrich/object-fields.ts'
import { queryFields } from '../enrich/query-fields.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { createOnce } from '../graphql/once.ts'
import { genericQueryFields } from '../graphql/schema/generic-fields.ts'
import { enrichObjects } from '../graphql/schema/object-interface.ts'
import { untypedObject } from '../graphql/schema/untyped-object.ts'
import { createUserClient } from '../kube/user-client.ts'
import { startLoopbackKube } from './loopback-kube.ts'
import { sessionOf, silent } from './session-kit.ts'

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

export function serve(group: string, kind: string, more: Partial<ServedResource> = {}): ServedResource {
  const resource = `${kind.toLowerCase()}s`
  return { group, version: 'v1', resource, singular: '', kind, namespaced: true, verbs, shortNames: [], categories: [], subresources: [], ...more }
}

/** `allow` decides as RBAC does, of reviews and of what the store gives. `answer` is the kube-apiserver for what is asked of it directly. */
export type EnrichWorld = {
  resources: readonly ServedResource[]
  objects: readonly KubeObject[]
  /** Names of the printer columns of every kind; the cells have the object's name. */
  columns?: readonly string[]
  /** What the cluster serves when it is asked anew, where that is more. */
  newestResources?: readonly ServedResource[]
  allow?: (question: AccessQuestion) => boolean
  answer?: (path: string, query: URLSearchParams) => { status?: number; body: unknown }
  capabilities?: Capabilities
  /** What Latchkey itself may not do for anybody. */
  isBeyond?: (question: AccessQuestion) => boolean
  /** Those where the user may do more than in the whole cluster. */
  namespaces?: readonly string[]
  /** Whether lists are cached: what they hold is parsed when it is read. */
  isCached?: boolean
  /** Called before each scan. */
  onScan?: (selection: ObjectSelection) => Promise<void> | void
}

/** Queries over a world of a few objects. `asked`: reviews, scans, gets, objects that were read, and paths of the kube-apiserver, in their order. */
export async function startEnrichment(world: EnrichWorld) {
  const kube = await startLoopbackKube()
  const asked = { reviews: [] as AccessQuestion[], scans: [] as ObjectSelection[], gets: [] as string[], reads: [] as string[], paths: [] as string[] }
  const { allow = () => true, answer = nothingThere } = world
  kube.server.on('request', (request, response) => {
    const url = new URL(`http://x${request.url}`)
    asked.paths.push(`${url.pathname}${decodeURIComponent(url.search)}`)
    const { status = 200, body } = answer(url.pathname, url.searchParams)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const session = sessionOf({ capabilities: world.capabilities ?? {} })
  const users = createUserClient(kube.connection, async () => 'classic', 'test')
  const aborter = new AbortController()

  const may = (verb: string, { group, resource }: ServedResource, namespace: string, name?: string) => {
    const place = namespace === '' ? {} : { namespace }
    return allow({ verb, group, resource, ...place }) || (name !== undefined && allow({ verb, group, resource, ...place, name }))
  }
  const refuse = (verb: string, resource: ServedResource) => new AppError('FORBIDDEN', `may not ${verb} ${resource.resource}`)
  const objectsOf = (resource: ServedResource) => world.objects.filter(object => isOf(object, resource))
  const held = (resource: ServedResource, object: KubeObject) => stored(resource, object, world, key => asked.reads.push(key))

  const store = {
    async get(_session: unknown, resource: ServedResource, namespace: string, name: string) {
      asked.gets.push(`${resource.resource} ${namespace}/${name}`)
      if (!may('get', resource, namespace, name)) throw refuse('get', resource)
      const found = objectsOf(resource).find(({ metadata }) => (metadata.namespace ?? '') === namespace && metadata.name === name)
      if (!found) throw new AppError('NOT_FOUND', `${resource.resource} "${name}" not found`)
      return held(resource, found)
    },
    async *scan(_session: unknown, selection: ObjectSelection) {
      const { resource, namespaces, labelSelector, search } = selection
      asked.scans.push(selection)
      await world.onScan?.(selection)
      if (!(namespaces ?? ['']).every(namespace => may('list', resource, namespace) || may('list', resource, ''))) throw refuse('list', resource)
      const requirements = parseLabelSelector(labelSelector)
      for (const object of objectsOf(resource)) {
        if (namespaces && !namespaces.includes(object.metadata.namespace ?? '')) continue
        if (!matchesLabels(requirements, object.metadata.labels ?? {})) continue
        if (search.split(' ').every(word => JSON.stringify(object).toLowerCase().includes(word))) yield held(resource, object)
      }
    },
  } as unknown as ScopedStore

  /** Of one operation, as run/create-context.ts makes it. */
  const makeContext = (): GraphQLContext => {
    return {
      session,
      requestId: 'r-1',
      signal: aborter.signal,
      store,
      users,
      logger: silent,
      resources: world.resources,
      newestResources: async () => world.newestResources ?? world.resources,
      schemaHash: 'hash-1',
      async review(questions) {
        asked.reviews.push(...questions)
        return questions.map((question): AccessAnswer => {
          if (world.isBeyond?.(question)) return { allowed: false, reason: 'Latchkey may not.', code: 'BEYOND_LATCHKEY' }
          return allow(question) ? { allowed: true, reason: '' } : { allowed: false, reason: denied(question) }
        })
      },
      heldNamespaces: async () => world.namespaces ?? [],
      once: createOnce(),
    }
  }
  return {
    asked,
    aborter,
    makeContext,
    run: (source: string): Promise<ExecutionResult> => graphql({ schema, source, contextValue: makeContext() }),
    close: kube.close,
  }
}

const nothingThere: NonNullable<EnrichWorld['answer']> = () => ({ body: { metadata: {}, items: [] } })

enrichObjects(objectFields)
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { ...genericQueryFields, ...queryFields } }),
  types: [untypedObject],
})

function denied({ verb, resource, namespace }: AccessQuestion): string {
  return `may not ${verb} ${resource} in ${namespace ?? 'the cluster'}`
}

function isOf(object: KubeObject, { group, kind }: ServedResource): boolean {
  return object.kind === kind && parseApiVersion(object.apiVersion).group === group
}

function stored(
  resource: ServedResource,
  object: KubeObject,
  { isCached, columns: names = ['Name'] }: EnrichWorld,
  onRead: (key: string) => void,
): StoredObject {
  const { namespace = '', name, uid = `uid-${object.kind}-${name}`, resourceVersion = '1', labels = {} } = object.metadata
  const key = `${namespace}/${name}`
  const { level: health } = objectHealth(object)
  const columns = names.map(name => ({ name, type: 'string', format: 'name', description: 'its name', priority: 0 }))
  const read = (): KubeObject => {
    onRead(key)
    return object
  }
  return { resource, key, namespace, name, uid, resourceVersion, labels, health, cells: names.map(() => name), columns, isParsed: !isCached, read }
}
