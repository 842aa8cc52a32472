import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { ServedResource } from '#domain/resource.ts'
import { toAppError } from '#errors/app-error.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { objectInterface } from '../graphql/schema/object-interface.ts'
import { enrichLimit } from './operation.ts'

/**
 * An object that another one names. `resource` null: the cluster serves no such kind. `name` null: the objects that a selector means
 * could not be told, `unreadable` says why. `isThere`: it was seen in a list of this very operation.
 */
export type ReferenceSource = {
  group: string
  version: string | null
  kind: string
  resource: ServedResource | null
  namespace: string | null
  name: string | null
  uid: string | null
  via: string
  isThere: boolean
  unreadable: string | null
}

type Look = { exists: boolean | null; unreadable: string | null; object: StoredObject | null }

export const referenceType = new GraphQLObjectType<ReferenceSource, GraphQLContext>({
  name: 'Reference',
  description: 'An object that another one names. It may not be there, and you may not be allowed to read it.',
  fields: () => ({
    group: { type: new GraphQLNonNull(GraphQLString), description: "'' for the core group." },
    version: { type: GraphQLString, description: 'The version it is read in; null where the cluster serves no such kind.' },
    kind: { type: new GraphQLNonNull(GraphQLString) },
    resource: {
      type: GraphQLString,
      description: 'The plural; null where the cluster serves no such kind.',
      resolve: ({ resource }) => resource?.resource ?? null,
    },
    namespace: { type: GraphQLString, description: 'Null for what is cluster-scoped.' },
    name: { type: GraphQLString, description: 'Null where a selector names objects that could not be read; `unreadable` says why.' },
    uid: { type: GraphQLString, description: 'Where the reference itself says it, or the object was read.' },
    via: { type: new GraphQLNonNull(GraphQLString), description: 'The field that refers, such as `spec.issuerRef`.' },
    exists: {
      type: GraphQLBoolean,
      description: 'Whether it is there now; null where that could not be told, see `unreadable`. Reads the object as you.',
      extensions: { cost: 5 },
      resolve: async (source, _, context) => (source.isThere ? true : (await look(source, context)).exists),
    },
    unreadable: {
      type: GraphQLString,
      description: 'Why it could not be read, in the words of the cluster; null where it could, or is not there.',
      extensions: { cost: 5 },
      resolve: async (source, _, context) => (source.isThere ? null : (await look(source, context)).unreadable),
    },
    object: {
      type: objectInterface,
      description: 'The object itself, read as you; null where it is not there or you may not.',
      extensions: { cost: 5 },
      resolve: async (source, _, context) => (await look(source, context)).object,
    },
  }),
})

export const referenceList = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(referenceType)))

/** A reference to an object that a list of this operation had. */
export function referenceTo({ resource, namespace, name, uid }: Pick<StoredObject, 'resource' | 'namespace' | 'name' | 'uid'>, via: string): ReferenceSource {
  const { group, version, kind } = resource
  return { group, version, kind, resource, namespace: namespace || null, name, uid, via, isThere: true, unreadable: null }
}

/** Read once for the operation, whoever asks. */
function look(source: ReferenceSource, context: GraphQLContext): Promise<Look> {
  const { resource, name, namespace, uid } = source
  if (!resource || name === null || source.unreadable !== null) return Promise.resolve({ exists: null, unreadable: source.unreadable, object: null })
  const key = JSON.stringify(['enrich get', resource.group, resource.version, resource.resource, namespace, name])
  return context
    .once(key, () => read(context, resource, namespace ?? '', name))
    .then(found => {
      if (found.object === null || uid === null || found.object.uid === uid) return found
      return { exists: false, unreadable: 'Another object has that name now.', object: null }
    })
}

async function read(context: GraphQLContext, resource: ServedResource, namespace: string, name: string): Promise<Look> {
  try {
    const object = await enrichLimit(context)(() => context.store.get(context.session, resource, namespace, name, context.signal))
    return { exists: true, unreadable: null, object }
  } catch (thrown) {
    const { code, message } = toAppError(thrown)
    return { exists: code === 'NOT_FOUND' ? false : null, unreadable: code === 'NOT_FOUND' ? null : message, object: null }
  }
}
