import { cookies } from 'next/headers'
import { Suspense } from 'react'
import { countScope, customGroups, kindAccess } from '#app/_data/kinds.ts'
import { knownNamespaces } from '#app/_data/namespaces.ts'
import { requireSession } from '#app/_data/session.ts'
import { Frame } from '#components/shell/frame.tsx'
import { Rail } from '#components/shell/rail.tsx'
import { RailSkeleton } from '#components/shell/rail-skeleton.tsx'
import { TopBar } from '#components/shell/top-bar.tsx'
import { groupsText } from '#domain/groups-text.ts'
import { listableIn } from '#domain/kind-access.ts'
import { resourceKey } from '#domain/resource.ts'
import { parseTheme, themeCookie } from '#domain/theme.ts'

export default async function SignedInLayout({ children }: { children: React.ReactNode }) {
  const { session, services, prefix, cookieScope } = requireSession()
  const theme = parseTheme((await cookies()).get(themeCookie)?.value)
  const { remembered, listable } = await knownNamespaces()
  const top = (
    <TopBar
      clusterId={services.clusterId}
      kubernetesVersion={await services.kubernetesVersion().catch(() => 'version unknown')}
      user={session.identity.name}
      groups={groupsText(session.identity.groups)}
      expiresAtMs={session.expiresAtMs}
      renewing={session.renewing}
      theme={theme}
      namespaces={{ remembered, listable }}
    />
  )
  const rail = (
    <Suspense fallback={<RailSkeleton />}>
      <KindRail />
    </Suspense>
  )
  return (
    <>
      <meta name="latchkey-proof" content={services.pageProof(session, prefix)} />
      <meta name="latchkey-cookie-scope" content={cookieScope} />
      <Frame rail={rail} top={top}>
        {children}
      </Frame>
    </>
  )
}

async function KindRail() {
  const groups = await customGroups().catch(() => [])
  const access = await kindAccess().catch(() => null)
  const rail = groups.map(({ group, resources }) => ({
    group,
    kinds: resources.map(resource => {
      const held = access?.get(resourceKey(resource))
      const { version, resource: plural, kind, namespaced } = resource
      return { group, version, resource: plural, kind, namespaced, open: !held || listableIn(held)?.length !== 0 }
    }),
  }))
  const resources = groups.flatMap(({ resources: ofGroup }) => ofGroup)
  return <Rail groups={rail} counted={access ? await countScope(resources) : null} />
}
