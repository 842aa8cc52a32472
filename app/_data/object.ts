import 'server-only'
import { cache } from 'react'
import type { KubeList, KubeObject } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { type EventView, readEvents } from '#domain/event-list.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { listItems } from '#domain/list-items.ts'
import { type ObjectAccess, objectAccessQuestions, toObjectAccess } from '#domain/object-access.ts'
import type { ServedResource } from '#domain/resource.ts'
import { describeFields, type FieldNotes, findKindSchema } from '#domain/schema-notes.ts'
import { requireSession } from './session.ts'

/** One object, whole. Throws AppError by the Status' reason. */
export const readObject = cache(async (resource: ServedResource, namespace: string | undefined, name: string): Promise<KubeObject> => {
  const { session, services } = requireSession()
  return services.kubeGet<KubeObject>(session, apiPath({ ...resource, namespace, name }))
})

export async function readObjectAccess(resource: ServedResource, namespace: string | undefined, name: string): Promise<ObjectAccess> {
  const { session, services } = requireSession()
  const questions = objectAccessQuestions({ group: resource.group, resource: resource.resource, namespace, name })
  return toObjectAccess(await services.reviewAccess(session, questions))
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

/** Events about an object. Those of cluster-scoped objects stand in the namespace `default`. */
export async function readObjectEvents(uid: string, namespace: string): Promise<{ events: EventView[]; failure: Failure | null }> {
  const { session, services, requestId } = requireSession()
  try {
    const path = apiPath({ group: '', version: 'v1', resource: 'events', namespace })
    const list = await services.kubeGet<KubeList>(session, path, { query: { fieldSelector: `involvedObject.uid=${uid}`, limit: '200' } })
    return { events: readEvents(listItems(list)), failure: null }
  } catch (thrown) {
    return { events: [], failure: toFailure(thrown, requestId) }
  }
}
