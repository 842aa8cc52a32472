import type { Metadata } from 'next'
import { Suspense } from 'react'
import { countGroup, customGroups, kindAccess } from '#app/_data/kinds.ts'
import { knownNamespaces } from '#app/_data/namespaces.ts'
import { requireSession } from '#app/_data/session.ts'
import { showThrown } from '#app/_data/show-failure.tsx'
import { KindGroup, PendingKindRows } from '#components/resource/kind-group.tsx'
import { KindHealth } from '#components/resource/kind-health.tsx'
import { KindRow } from '#components/resource/kind-row.tsx'
import { AddNamespace } from '#components/shell/add-namespace.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { accessSentence, listableIn } from '#domain/kind-access.ts'
import { resourceKey } from '#domain/resource.ts'
import type { ResourceGroup } from '#domain/resource-groups.ts'

export const metadata: Metadata = { title: 'Home' }

export default async function HomePage() {
  requireSession()
  const { remembered, listable } = await knownNamespaces()
  let groups: ResourceGroup[]
  try {
    groups = await customGroups()
  } catch (thrown) {
    return showThrown(thrown, { verb: 'list', resource: 'the kinds this cluster serves' })
  }
  const kinds = groups.reduce((sum, group) => sum + group.resources.length, 0)
  return (
    <div className="max-w-[1120px] px-4 py-3">
      <h1 className="text-xl font-semibold">Custom resources</h1>
      <p className="mb-4 text-text-2">
        {kinds} kinds in {groups.length} API groups. Counts and rights are yours
        {!listable && remembered.length > 0 && (
          <>
            , in <span className="font-mono">{remembered.join(', ')}</span> and cluster-wide
          </>
        )}
        .
      </p>
      <div className="space-y-5">
        <Suspense>
          <NoAccessNotice remembered={remembered} />
        </Suspense>
        {groups.length === 0 && (
          <Callout title="This cluster serves no custom resources yet.">
            Installing an operator brings its kinds (CustomResourceDefinitions), and they appear here.
          </Callout>
        )}
        {groups.map(group => (
          <KindGroup key={group.group} group={group.group}>
            <Suspense fallback={<PendingKindRows resources={group.resources} />}>
              <GroupRows group={group} />
            </Suspense>
          </KindGroup>
        ))}
      </div>
    </div>
  )
}

async function GroupRows({ group }: { group: ResourceGroup }) {
  const [access, counts] = await Promise.all([kindAccess(), countGroup(group)])
  return group.resources.map(resource => {
    const held = access.get(resourceKey(resource)) ?? { everywhere: [], within: [] }
    const viewable = listableIn(held)?.length !== 0
    return (
      <KindRow
        key={resource.resource}
        resource={resource}
        viewable={viewable}
        access={accessSentence(held)}
        count={countText(counts.get(resourceKey(resource)) ?? null, viewable)}
        health={viewable && <KindHealth resource={resource} />}
      />
    )
  })
}

function countText(count: number | null, viewable: boolean): React.ReactNode {
  if (count !== null) return count
  return viewable ? <span title="The cluster did not answer.">?</span> : <span className="text-text-3">–</span>
}

async function NoAccessNotice({ remembered }: { remembered: string[] }) {
  const access = [...(await kindAccess()).values()]
  if (access.length === 0 || access.some(each => listableIn(each)?.length !== 0)) return null
  return (
    <Callout
      tone="warning"
      title={remembered.length === 0 ? 'No kind is open to you cluster-wide.' : 'No kind is open to you, cluster-wide or in the namespaces named.'}
    >
      <p className="mb-2">
        If your rights are in certain namespaces, name one of them. If you have none yet, someone who manages access has to bind a Role to you.
      </p>
      <div className="max-w-[360px]">
        <AddNamespace remembered={remembered} />
      </div>
    </Callout>
  )
}
