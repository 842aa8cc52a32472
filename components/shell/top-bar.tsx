import type { Theme } from '#domain/theme.ts'
import { NamespaceMemory } from './namespace-memory.tsx'
import { SearchBox } from './search-box.tsx'
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
  namespaces: { remembered: string[]; listable: boolean }
}

/** Where I am, what I look for, who I am, until when. */
export function TopBar({ clusterId, kubernetesVersion, user, groups, expiresAtMs, renewing, theme, namespaces }: Props) {
  return (
    <>
      <p className="hidden min-w-0 items-baseline gap-2 whitespace-nowrap sm:flex" title={`Cluster ${clusterId}`}>
        <span className="text-text-2">Cluster</span>
        <span className="max-w-[20ch] truncate font-mono">{clusterId}</span>
        <span className="hidden text-sm text-text-3 md:inline">Kubernetes {kubernetesVersion}</span>
      </p>
      <SearchBox />
      <div className="ml-auto flex min-w-0 items-center gap-1">
        {!namespaces.listable && <NamespaceMemory remembered={namespaces.remembered} />}
        <SessionInfo user={user} groups={groups} expiresAtMs={expiresAtMs} renewing={renewing} />
        <ThemeToggle initial={theme} />
        <SignOutButton />
      </div>
    </>
  )
}
