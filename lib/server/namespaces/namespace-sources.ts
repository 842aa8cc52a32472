import { z } from 'zod'
import { metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { isSubject, namespacesNamedBy, ownNamespace } from '#domain/my-namespaces.ts'
import { isNamespaceName } from '#domain/namespace-memory.ts'
import type { ResourceRef, ServedResource } from '#domain/resource.ts'
import { everywhere, type HeldRules } from '../access/held-rules.ts'
import type { AccessReviewer } from '../access/review-access.ts'
import type { Services, Session } from '../services.ts'

/** Tells of namespaces that may be somebody's; which of them are is another question. Throws where the cluster does not answer. */
export type NamespaceSource = (session: Session) => Promise<readonly string[]>

export type NamespaceSourceDeps = {
  kubeGet: Services['kubeGet']
  served: () => Promise<readonly ServedResource[]>
  heldRules: HeldRules
  reviewer: AccessReviewer
}

const namespaces: ResourceRef = { group: '', version: 'v1', resource: 'namespaces' }
const projects: ResourceRef = { group: 'project.openshift.io', version: 'v1', resource: 'projects' }
const roleBindings: ResourceRef = { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'rolebindings' }
const pageSize = 500
/** More than that is not looked through for a page that somebody waits for. */
const mostPages = 20

const metadataList = z.object({
  metadata: z.object({ continue: z.string().default('') }),
  items: z
    .array(z.object({ metadata: z.object({ name: z.string() }) }))
    .nullable()
    .transform(items => items ?? []),
})
const bindingList = z.object({
  metadata: z.object({ continue: z.string().default('') }),
  items: z
    .array(
      z.object({
        metadata: z.object({ namespace: z.string() }),
        subjects: z.array(z.object({ kind: z.string(), name: z.string(), namespace: z.string().optional() })).nullish(),
      }),
    )
    .nullable()
    .transform(items => items ?? []),
})

/** Every namespace of the cluster; null for who may not list them. They are asked for only where a review has said yes. */
export async function listedNamespaces(session: Session, { kubeGet, reviewer }: NamespaceSourceDeps): Promise<string[] | null> {
  if (!(await mayList(session, namespaces, reviewer))) return null
  const lists = await readPages(session, namespaces, kubeGet, metadataListAccept, answer => metadataList.parse(answer))
  return lists.flatMap(({ items }) => items.map(({ metadata }) => metadata.name))
}

/** What tells of namespaces to who may not list them. None asks for anything that is sure to be refused. */
export function namespaceSources({ kubeGet, served, heldRules, reviewer }: NamespaceSourceDeps): readonly NamespaceSource[] {
  return [
    async ({ identity }) => [ownNamespace(identity.name)].filter(isNamespaceName),
    async session => namespacesNamedBy((await heldRules(session, everywhere)) ?? []).filter(isNamespaceName),
    // OpenShift lists to everyone the projects that are theirs.
    async session => {
      const isServed = (await served()).some(({ group, resource }) => group === projects.group && resource === projects.resource)
      if (!isServed) return []
      const lists = await readPages(session, projects, kubeGet, metadataListAccept, answer => metadataList.parse(answer))
      return lists.flatMap(({ items }) => items.map(({ metadata }) => metadata.name))
    },
    async session => {
      if (!(await mayList(session, roleBindings, reviewer))) return []
      const lists = await readPages(session, roleBindings, kubeGet, 'application/json', answer => bindingList.parse(answer))
      return lists
        .flatMap(({ items }) => items)
        .filter(({ subjects }) => subjects?.some(subject => isSubject(session.identity, subject)))
        .map(({ metadata }) => metadata.namespace)
    },
  ]
}

async function mayList({ identity }: Session, { group, resource }: ResourceRef, reviewer: AccessReviewer): Promise<boolean> {
  const [answer] = await reviewer.review(identity, [{ verb: 'list', group, resource }])
  return answer?.allowed === true
}

async function readPages<T extends { metadata: { continue: string } }>(
  session: Session,
  resource: ResourceRef,
  kubeGet: Services['kubeGet'],
  accept: string,
  parse: (answer: unknown) => T,
): Promise<T[]> {
  const pages: T[] = []
  let next = ''
  do {
    const query = { limit: String(pageSize), ...(next === '' ? {} : { continue: next }) }
    const page = parse(await kubeGet<unknown>(session, apiPath(resource), { accept, query }))
    pages.push(page)
    next = page.metadata.continue
  } while (next !== '' && pages.length < mostPages)
  return pages
}
