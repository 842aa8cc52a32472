import 'server-only'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { type KubeList, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { listItems } from '#domain/list-items.ts'
import { namespaceCookie, parseNamespaces } from '#domain/namespace-memory.ts'
import { requireSession } from './session.ts'

/** `known`: namespaces to choose from. `remembered`: those this browser keeps for someone who may not list them. */
export type KnownNamespaces = { known: string[]; remembered: string[]; listable: boolean }

/** Namespaces of the cluster where the user may list them, else those remembered. A list that fails counts as not listable. */
export const knownNamespaces = cache(async (): Promise<KnownNamespaces> => {
  const { session, services, cookieScope } = requireSession()
  const remembered = parseNamespaces((await cookies()).get(namespaceCookie(cookieScope))?.value)
  if (!session.capabilities['namespaces']?.includes('list')) return { known: remembered, remembered, listable: false }
  try {
    const path = apiPath({ group: '', version: 'v1', resource: 'namespaces' })
    const list = await services.kubeGet<KubeList>(session, path, { accept: metadataListAccept, query: { limit: '1000' } })
    return {
      known: listItems(list)
        .map(item => item.metadata.name)
        .sort(),
      remembered,
      listable: true,
    }
  } catch {
    return { known: remembered, remembered, listable: false }
  }
})
