'use client'

import { createContext, useContext, useMemo } from 'react'
import { useNewKinds } from '#client/use-new-kinds.ts'
import { type ServedKind, unpackKinds } from '#domain/kind-pack.ts'
import { objectPath } from '#domain/page-path.ts'
import { parseApiVersion } from '#domain/resource.ts'

const KindsContext = createContext<readonly ServedKind[]>([])

/** Every kind that the cluster serves, as `packKinds` writes them, and the tag that all that the frame knows of kinds goes by. */
export function KindsProvider({ packed, tag, children }: { packed: string; tag: string; children: React.ReactNode }) {
  useNewKinds(tag)
  return <KindsContext value={useMemo(() => unpackKinds(packed), [packed])}>{children}</KindsContext>
}

export function useKinds(): readonly ServedKind[] {
  return useContext(KindsContext)
}

/** The page of an object that is named by its kind, as events and references name it; null where the cluster serves no such kind. */
export function useObjectPath(): (of: { apiVersion: string; kind: string; namespace: string; name: string }) => string | null {
  const kinds = useKinds()
  return ({ apiVersion, kind, namespace, name }) => {
    const { group, version } = parseApiVersion(apiVersion)
    const found = kinds.find(each => each.group === group && each.kind === kind)
    return found && name !== ''
      ? objectPath({ group, version: version || found.version, resource: found.resource, namespace: namespace || undefined, name })
      : null
  }
}
