import type { MyNamespaces } from '#domain/my-namespaces.ts'
import type { Theme } from '#domain/theme.ts'
import { useText } from '#use-text'
import { NamespaceMemory } from './namespace-memory.tsx'
import { SessionInfo } from './session-info.tsx'
import { SignOutButton } from './sign-out-button.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

type Props = {
  clusterId: string
  kubernetesVersion: string
  user: string
  /** In words (groups-text.ts): all of them would go into every page. */
  groups: string
  expiresAtMs: number
  renewing: boolean
  theme: Theme
  /** `more`: how many are open beside those. */
  namespaces: MyNamespaces & { named: string[]; more: number }
  /** What goes anywhere. */
  palette: React.ReactNode
}

/** Where I am, what I look for, who I am, until when. */
export function TopBar({ clusterId, kubernetesVersion, user, groups, expiresAtMs, renewing, theme, namespaces, palette }: Props) {
  const t = useText()
  return (
    <>
      <p className="hidden min-w-0 items-baseline gap-2 whitespace-nowrap sm:flex" title={t('Cluster {name}', { name: clusterId })}>
        <span className="text-text-2">{t('Cluster')}</span>
        <span className="max-w-[20ch] truncate font-mono">{clusterId}</span>
        <span className="hidden text-sm text-text-3 md:inline">Kubernetes {kubernetesVersion}</span>
      </p>
      {palette}
      <div className="ml-auto flex min-w-0 items-center gap-1">
        {!namespaces.listable && <NamespaceMemory open={namespaces.open} more={namespaces.more} closed={namespaces.closed} named={namespaces.named} />}
        <SessionInfo user={user} groups={groups} expiresAtMs={expiresAtMs} renewing={renewing} />
        <ThemeToggle initial={theme} />
        <SignOutButton />
      </div>
    </>
  )
}
