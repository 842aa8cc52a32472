import { setImmediate } from 'node:timers/promises'
import { type GraphQLNamedType, type GraphQLSchema, print } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { KindModel } from '#domain/graphql/kind-model.ts'
import { isNameable } from '#domain/graphql/names.ts'
import { buildKindModel } from '#domain/graphql/open-api-model.ts'
import type { ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { OpenApi } from '../../kube/open-api.ts'
import type { SchemaSnapshot } from '../schema-snapshot.ts'
import { checkIntrospection } from './check-introspection.ts'
import { composeSchema } from './compose-schema.ts'
import { nameResources, type ScopedKind, scopeKey, scopeOf } from './document-scope.ts'
import { createKindTypes } from './kind-types.ts'
import { makeFields } from './make-fields.ts'
import type { SchemaWorker } from './schema-worker.ts'

/** Kinds that one document may name, and types that they may have together: a schema is put together in one go (8,000 types take 60 ms). */
const mostKinds = 20
const mostTypes = 5_000
/** Sets of kinds whose schema is kept. */
const keptSchemas = 50

type SnapshotDeps = { hash: string; resources: readonly ServedResource[]; openApi: Pick<OpenApi, 'document'>; worker: SchemaWorker }

export function createSnapshot({ hash, resources, openApi, worker }: SnapshotDeps): SchemaSnapshot {
  const named = nameResources(resources)
  const kindTypes = createKindTypes()
  const made = new WeakSet<GraphQLNamedType>()
  const models = new Map<ServedResource, Promise<KindModel>>()
  const schemas = new LRUCache<string, Promise<GraphQLSchema>>({ max: keptSchemas })

  async function readModel(resource: ServedResource): Promise<KindModel> {
    const document = await openApi.document(resource.group, resource.version)
    // A document of megabytes has just been parsed, and its model is as much work again.
    await setImmediate()
    return buildKindModel(document, resource)
  }

  function model(resource: ServedResource): Promise<KindModel> {
    const held = models.get(resource)
    if (held) return held
    const asked = readModel(resource)
    models.set(resource, asked)
    asked.catch(() => models.delete(resource))
    return asked
  }

  async function build(scope: readonly ScopedKind[]): Promise<GraphQLSchema> {
    const kinds = []
    let count = 0
    for (const { resource, isWritten } of scope) {
      const own = await model(resource)
      count += own.objects.size * (isWritten ? 2 : 1)
      if (count > mostTypes) throw new AppError('QUERY_TOO_LARGE', `The kinds that the document names have more than ${mostTypes} types together. Name fewer.`)
      const types = kindTypes.of(own)
      const input = isWritten ? types.inputType() : null
      await setImmediate()
      await makeFields(input ? [types.objectType, input] : [types.objectType], made)
      kinds.push({ types, isWritten })
    }
    await setImmediate()
    return composeSchema(kinds)
  }

  async function* allModels(): AsyncIterable<KindModel> {
    for (const resource of resources.filter(isNameable)) {
      // Not kept: what is asked for by itself is.
      yield models.get(resource) ?? readModel(resource)
    }
  }

  let sdl: Promise<string> | null = null
  return {
    hash,
    resources,
    model,
    async schemaFor(document) {
      const scope = scopeOf(document, named)
      if (scope.length > mostKinds)
        throw new AppError('QUERY_TOO_LARGE', `The document names ${scope.length} kinds; ${mostKinds} are the most. \`list\` reads any kind without its type.`)
      const key = scopeKey(scope)
      const held = schemas.get(key)
      if (held) return held
      const asked = build(scope)
      schemas.set(key, asked)
      asked.catch(() => schemas.delete(key))
      return asked
    },
    sdl() {
      sdl ??= worker.ask(hash, allModels, { ask: 'sdl' }).then(bytes => new TextDecoder().decode(bytes))
      sdl.catch(() => {
        sdl = null
      })
      return sdl
    },
    async introspectJson(document, operationName, variables) {
      checkIntrospection(document)
      return worker.ask(hash, allModels, { ask: 'introspection', document: print(document), operationName, variables })
    },
  }
}
