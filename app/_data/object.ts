import 'server-only'
import { cache } from 'react'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type EventsAnswer, eventsOperation, type ObjectAnswer, type ObjectEvent, type ObjectTarget, objectOperation } from '#contract/operations/object.ts'
import type { Operation } from '#contract/operations.ts'
import { type Failure, isAppError, toFailure } from '#domain/failure.ts'
import { type ObjectAccess, toObjectAccess } from '#domain/object-access.ts'
import type { ServedResource } from '#domain/resource.ts'
import { describeFields, type FieldNotes, findKindSchema } from '#domain/schema-notes.ts'
import { isErrorCode } from '#errors/codes.ts'
import { readGraphql } from './graphql.ts'
import { requireSession } from './session.ts'

/** One object, whole, and what the user may do with it. Throws AppError by the Status' reason. */
export const readObject = cache(
  async (resource: ServedResource, namespace: string | undefined, name: string): Promise<{ object: KubeObject; access: ObjectAccess }> => {
    const { object } = await readGraphql<ObjectAnswer>(objectOperation, objectTarget(resource, namespace, name))
    return { object: object._raw, access: toObjectAccess(object._capabilities) }
  },
)

export function objectTarget({ group, version, resource }: ServedResource, namespace: string | undefined, name: string): ObjectTarget {
  return { resource: { group, version, resource }, namespace, name }
}

/** One part of an object's page. Where it cannot be read the rest stands, and it says why. */
export async function readPart<T>(operation: Operation, target: ObjectTarget): Promise<{ data: T; failure: null } | { data: null; failure: Failure }> {
  try {
    return { data: await readGraphql<T>(operation, target), failure: null }
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return { data: null, failure: toFailure(thrown, requireSession().requestId) }
  }
}

/** What the published schema says of the object's fields; nothing where none is published. */
export async function readFieldNotes(resource: ServedResource, object: KubeObject): Promise<FieldNotes> {
  try {
    const document = await requireSession().services.openApiDocument(resource.group, resource.version)
    const { metadata: _metadata, ...fields } = object
    return describeFields(document, findKindSchema(document, resource), fields)
  } catch {
    return {}
  }
}

/** Events about an object. */
export async function readObjectEvents(target: ObjectTarget): Promise<{ events: ObjectEvent[]; failure: Failure | null }> {
  const { data, failure } = await readPart<EventsAnswer>(eventsOperation, target)
  if (failure) return { events: [], failure }
  const { items, failure: denied } = data.object._events
  if (denied === null) return { events: items, failure: null }
  const code = isErrorCode(denied.code) ? denied.code : 'INTERNAL'
  return { events: [], failure: { code, message: denied.message, requestId: requireSession().requestId, causes: [] } }
}
