import type { Metadata } from 'next'
import { Suspense } from 'react'
import { askedAccess, changeKinds, countGroup, countScope, customGroups, healthKinds, isOpen, ownNamespaces, shownGroups } from '#app/_data/kinds.ts'
import { myNamespaces } from '#app/_data/namespaces.ts'
import { requireSession } from '#app/_data/session.ts'
import { showThrown } from '#app/_data/show-failure.tsx'
import { requestText } from '#app/_data/use-text.ts'
import { HomePanels, PendingPanels } from '#components/home/home-panels.tsx'
import { KindGroup, PendingKindRows } from '#components/resource/kind-group.tsx'
import { KindHealth } from '#components/resource/kind-health.tsx'
import { KindRow } from '#components/resource/kind-row.tsx'
import { AddNamespace } from '#components/shell/add-namespace.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { ReloadButton } from '#components/state/reload-button.tsx'
import { Rich } from '#components/text/rich.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { accessSentence, listableIn, namesText } from '#domain/kind-access.ts'
import { mostMerged } from '#domain/namespace-share.ts'
import { resourceKey } from '#domain/resource.ts'
import type { ResourceGroup } from '#domain/resource-groups.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'

export function generateMetadata(): Metadata {
  const t = requestText()
  return { title: t('Home') }
}

export default async function HomePage() {
  const t = useText()
  requireSession()
  const { open, listable, named } = await myNamespaces()
  let groups: ResourceGroup[]
  try {
    groups = await customGroups()
  } catch (thrown) {
    return showThrown(thrown, { verb: 'list', resource: t('the kinds this cluster serves') })
  }
  const kinds = groups.reduce((sum, group) => sum + group.resources.length, 0)
  return (
    <div className="max-w-[1440px] px-4 py-3">
      <h1 className="mb-2 text-xl font-semibold">{t('Home')}</h1>
      <Suspense fallback={<PendingPanels />}>
        <Panels />
      </Suspense>
      <h2 className="mt-6 text-lg font-semibold">{t('Custom resources')}</h2>
      <p className="mb-4 text-text-2">
        {listable || open.length === 0 ? (
          t('{kinds} kinds in {groups} API groups. Counts and rights are yours.', { kinds, groups: groups.length })
        ) : (
          <Rich
            text={t('{kinds} kinds in {groups} API groups. Counts and rights are yours, in {namespaces} and cluster-wide.', { kinds, groups: groups.length })}
            values={{ namespaces: <span className="font-mono">{namesText(open, t)}</span> }}
          />
        )}
      </p>
      <div className="space-y-5">
        <Suspense>
          <NoAccessNotice named={named} />
        </Suspense>
        {groups.length === 0 && (
          <Callout title={t('This cluster serves no custom resources yet.')}>
            {t('Installing an operator brings its kinds (CustomResourceDefinitions), and they appear here.')}
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

async function Panels() {
  const t = useText()
  const { access, failure } = await askedAccess()
  if (failure) return <InlineFailure title={t('What is open to you could not be asked')} failure={failure} actions={<ReloadButton />} />
  const counted = await healthKinds()
  const [scope, changes] = await Promise.all([countScope(counted), changeKinds().then(countScope)])
  const kinds = counted.filter(resource => isOpen(resource, access)).map(({ group, version, resource, kind }) => ({ group, version, resource, kind }))
  const held = access.get('events')
  const readable = held ? listableIn(held) : []
  const { unlooked } = await ownNamespaces()
  const left = Math.max(scope.left, changes.left, (readable?.length ?? 0) - mostMerged, 0) + unlooked.length
  return (
    <>
      <HomePanels
        kinds={kinds}
        scope={scope}
        events={readable?.length === 0 ? null : { namespaces: readable?.slice(0, mostMerged) ?? null }}
        changes={changes}
      />
      {left > 0 && (
        <p className="mt-2 text-text-2">
          {t.count(
            left,
            '{count} of your namespaces is in no count and in none of these: there are too many for all at once. Those that you name come first.',
            '{count} of your namespaces are in no count and in none of these: there are too many for all at once. Those that you name come first.',
          )}
        </p>
      )}
    </>
  )
}

async function GroupRows({ group }: { group: ResourceGroup }) {
  const t = useText()
  const [{ access }, counts] = await Promise.all([askedAccess(), countGroup(group)])
  return group.resources.map(resource => {
    const held = access?.get(resourceKey(resource))
    const viewable = isOpen(resource, access)
    return (
      <KindRow
        key={resource.resource}
        resource={resource}
        viewable={viewable}
        access={held ? accessSentence(held, t) : t('not known')}
        count={countText(counts.get(resourceKey(resource)) ?? null, viewable, t)}
        health={viewable && <KindHealth resource={resource} />}
      />
    )
  })
}

function countText(count: number | null, viewable: boolean, t: Text): React.ReactNode {
  if (count !== null) return count
  return viewable ? <span title={t('The cluster did not answer.')}>?</span> : <span className="text-text-3">–</span>
}

async function NoAccessNotice({ named }: { named: string[] }) {
  const t = useText()
  const { access } = await askedAccess()
  const kinds = (await shownGroups()).flatMap(group => group.resources)
  if (!access || kinds.length === 0 || kinds.some(resource => isOpen(resource, access))) return null
  return (
    <Callout
      tone="warning"
      title={named.length === 0 ? t('No kind is open to you cluster-wide.') : t('No kind is open to you, cluster-wide or in the namespaces named.')}
    >
      <p className="mb-2">
        {t('If your rights are in certain namespaces, name one of them. If you have none yet, someone who manages access has to bind a Role to you.')}
      </p>
      <div className="max-w-[360px]">
        <AddNamespace named={named} />
      </div>
    </Callout>
  )
}
