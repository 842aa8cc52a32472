import { cookies } from 'next/headers'
import { Suspense } from 'react'
import { countScope, healthKinds, isOpen, kindAccess, listedKinds, listPlaces, ownNamespaces, packedKinds, shownGroups } from '#app/_data/kinds.ts'
import { myNamespaces } from '#app/_data/namespaces.ts'
import { requireSession } from '#app/_data/session.ts'
import { shownView } from '#app/_data/shown-view.ts'
import { SignedInMeta } from '#app/_data/signed-in-meta.tsx'
import { PaletteDoor, type PaletteScope } from '#components/palette/palette-door.tsx'
import { Frame } from '#components/shell/frame.tsx'
import { KindsProvider } from '#components/shell/kinds-context.tsx'
import { Rail } from '#components/shell/rail.tsx'
import { RailSkeleton } from '#components/shell/rail-skeleton.tsx'
import { TopBar } from '#components/shell/top-bar.tsx'
import { groupsText } from '#domain/groups-text.ts'
import { mostMerged } from '#domain/namespace-share.ts'
import { resourceKey } from '#domain/resource.ts'
import { parseTheme, themeCookie } from '#domain/theme.ts'
import { useText } from '#use-text'

/** Namespaces that each page names. */
const mostNamed = 200

export default async function SignedInLayout({ children }: { children: React.ReactNode }) {
  const t = useText()
  const { session } = requireSession()
  const rail = (
    <Suspense fallback={<RailSkeleton />}>
      <KindRail />
    </Suspense>
  )
  return (
    <>
      <SignedInMeta />
      <KindsProvider packed={await packedKinds()} tag={session.kindsTag}>
        <Frame rail={rail} top={<Top />} view={shownView(session, t)}>
          {children}
        </Frame>
      </KindsProvider>
    </>
  )
}

/** By itself, so that the page does not wait for what this asks of the cluster before it asks its own. */
async function Top() {
  const t = useText()
  const { session, services } = requireSession()
  const [jar, { open, ...mine }, version] = await Promise.all([cookies(), myNamespaces(), services.kubernetesVersion().catch(() => t('version unknown'))])
  return (
    <TopBar
      clusterId={services.clusterId}
      kubernetesVersion={version}
      user={session.identity.name}
      groups={groupsText(session.identity.groups, t)}
      expiresAtMs={session.expiresAtMs}
      renewing={session.renewing}
      theme={parseTheme(jar.get(themeCookie)?.value)}
      // Nobody chooses among all of a cluster there.
      namespaces={{ ...mine, open: mine.listable ? [] : open.slice(0, mostNamed), more: Math.max(0, open.length - mostNamed) }}
      palette={<PaletteDoor scope={paletteScope()} />}
    />
  )
}

async function KindRail() {
  const groups = await shownGroups().catch(() => [])
  const access = await kindAccess().catch(() => null)
  const rail = groups.map(({ group, resources }) => ({
    name: group,
    kinds: resources.map(resource => {
      const { group: ofApi, version, resource: plural, kind, namespaced } = resource
      return { group: ofApi, version, resource: plural, kind, namespaced, open: isOpen(resource, access) }
    }),
  }))
  const counted = await healthKinds().catch(() => [])
  return <Rail groups={rail} counted={access ? await countScope(counted) : null} />
}

async function paletteScope(): Promise<PaletteScope> {
  const resources = await listedKinds().catch(() => [])
  const access = await kindAccess().catch(() => null)
  const { namespaces } = await listPlaces(resources).catch(() => ({ namespaces: [] }))
  const { unlooked } = await ownNamespaces().catch(() => ({ unlooked: [] }))
  const taken = namespaces.slice(0, mostMerged)
  return {
    closed: resources.filter(resource => !isOpen(resource, access)).map(resourceKey),
    namespaces: taken,
    left: namespaces.length - taken.length + unlooked.length,
  }
}
