import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { headers } from 'next/headers'
import { cache } from 'react'
import type { ObjectPart } from '#client/use-object-part.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type ObjectAnswer, type ObjectTarget, objectOperation } from '#contract/operations/object.ts'
import type { Operation } from '#contract/operations.ts'
import { isAppError, toFailure } from '#domain/failure.ts'
import { type ObjectAccess, toObjectAccess } from '#domain/object-access.ts'
import type { ServedResource } from '#domain/resource.ts'
import { describeFields, type FieldNotes, findKindSchema } from '#domain/schema-notes.ts'
import { readGraphql } from './graphql.ts'
import { requireSession } from './session.ts'
import { requestText } from './use-text.ts'

/** One object, whole, and what the user may do with it. Throws AppError by the Status' reason. */
export const readObject = cache(
  async (resource: ServedResource, namespace: string | undefined, name: string): Promise<{ object: KubeObject; access: ObjectAccess }> => {
    const { object } = await readGraphql<ObjectAnswer>(objectOperation, objectTarget(resource, namespace, name))
    return { object: object._raw, access: toObjectAccess(object._capabilities, resource, requestText()) }
  },
)

export function objectTarget({ group, version, resource }: ServedResource, namespace: string | undefined, name: string): ObjectTarget {
  return { resource: { group, version, resource }, namespace, name }
}

/** Milliseconds in which the page itself is made and sent: a search through sixty kinds at the same time would hold it up, on the same thread. */
const behindPageMs = 40
/** The same until a page is shown that has to load its scripts: such a search takes several times as much of the cluster, and of us, as the object itself. */
const firstShownMs = 440

/** One part of an object's page, that comes behind it. Where it cannot be read the rest stands, and it says why. */
export async function readPart<T>(operation: Operation, target: ObjectTarget, afterMs: number = behindPageMs): Promise<ObjectPart<T>> {
  await delay(afterMs)
  try {
    return { data: await readGraphql<T>(operation, target), failure: null }
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return { data: null, failure: toFailure(thrown, requireSession().requestId) }
  }
}

/** A part that looks through many kinds. It begins once the page stands; where the router fetches the page no scripts are loaded for it. */
export async function readSearch<T>(operation: Operation, target: ObjectTarget): Promise<ObjectPart<T>> {
  const isDocument = (await headers()).get('sec-fetch-dest') === 'document'
  return readPart(operation, target, isDocument ? firstShownMs : behindPageMs)
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
