import { type KubeList, type KubeObject, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { kubeGet } from '../../kube/kube-get.ts'
import type { GraphQLContext } from '../context.ts'
import type { ChangeTarget } from './target.ts'

/** Tells the store what this session has changed, so that what it reads next is not older; and that rights may be others now. */
export async function tellStore(context: GraphQLContext, target: ChangeTarget, made: KubeObject): Promise<void> {
  const { resource } = target
  if (resource.group === 'rbac.authorization.k8s.io') context.store.bumpEpoch()
  const version = made.metadata?.resourceVersion ?? (await versionOfList(context, target))
  if (version !== '') context.store.noteChange(context.session, resource, version)
}

/** The Status after a deletion names no version; the list's own is not older. '' where this identity may not list it. */
async function versionOfList(context: GraphQLContext, { resource, namespace }: ChangeTarget): Promise<string> {
  const path = apiPath({ group: resource.group, version: resource.version, resource: resource.resource, ...(namespace === '' ? {} : { namespace }) })
  const asked = { query: { limit: '1' }, accept: metadataListAccept, signal: context.signal, timeoutMs: 2_000 }
  const list = await kubeGet(context.users, context.session, path, asked).catch(() => null)
  return (list as KubeList | null)?.metadata?.resourceVersion ?? ''
}
