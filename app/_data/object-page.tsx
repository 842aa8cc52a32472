import 'server-only'
import { KindNotFound } from '#components/state/kind-not-found.tsx'
import { ObjectNotFound } from '#components/state/object-not-found.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { isAppError } from '#domain/failure.ts'
import type { ObjectAccess } from '#domain/object-access.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { answerStatus } from './answer-status.ts'
import { readObject } from './object.ts'
import { type ObjectParams, objectOf, resourceOf, servedResource } from './resource.ts'
import { requireSession } from './session.ts'
import { showThrown } from './show-failure.tsx'

/** `page` is what to show instead where the object could not be had. */
export type LoadedObject = { found: true; resource: ServedResource; object: KubeObject; access: ObjectAccess } | { found: false; page: React.ReactNode }

/** The object an address names and what the user may do with it, or the page that says why not. */
export async function loadObject(params: ObjectParams): Promise<LoadedObject> {
  requireSession()
  const { namespace, name } = objectOf(params)
  try {
    const resource = await servedResource(params)
    if (!resource) {
      answerStatus(404)
      return { found: false, page: <KindNotFound name={resourceKey(resourceOf(params))} /> }
    }
    return { found: true, resource, ...(await readObject(resource, namespace, name)) }
  } catch (thrown) {
    if (isAppError(thrown) && thrown.code === 'NOT_FOUND') {
      answerStatus(404)
      return { found: false, page: <ObjectNotFound resource={resourceOf(params)} namespace={namespace} name={name} /> }
    }
    return { found: false, page: showThrown(thrown, { verb: 'get', resource: resourceKey(resourceOf(params)), namespace, name }) }
  }
}
