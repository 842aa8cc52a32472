'use client'

import { Braces, ChevronRight, House } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { useKindHealth, useReadKindHealth } from '#client/use-kind-health.ts'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { CountScope } from '#contract/operations/kinds.ts'
import { listPath } from '#domain/page-path.ts'
import { AppLink } from './app-link.tsx'

/** Enough of a resource for its link. */
export type RailKind = { group: string; version: string; resource: string; kind: string; namespaced: boolean; open: boolean }
export type RailGroup = { group: string; kinds: RailKind[] }

/**
 * Home, the explorer and every custom kind, by API group, with how many of its objects fail. Kinds that the user may view nowhere are
 * left out until asked for. `counted`: where to count; null where that is not known.
 */
export function Rail({ groups, counted }: { groups: RailGroup[]; counted: CountScope | null }) {
  const [all, setAll] = useState(false)
  const pathname = usePathname()
  useReadKindHealth(counted, pathname)
  const nav = useRef<HTMLElement>(null)
  useEffect(() => nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'center' }), [])
  const closed = groups.flatMap(group => group.kinds).filter(kind => !kind.open).length
  const shown = groups.map(group => ({ ...group, kinds: all ? group.kinds : group.kinds.filter(kind => kind.open) })).filter(group => group.kinds.length > 0)
  return (
    <nav ref={nav} aria-label="Kinds" className="space-y-3 px-2 py-3">
      <div>
        <AppLink href="/" className="rail-link" aria-current={pathname === '/' ? 'page' : undefined}>
          <House size={15} strokeWidth={1.75} aria-hidden="true" />
          Home
        </AppLink>
        <AppLink href="/explorer" className="rail-link" aria-current={pathname === '/explorer' ? 'page' : undefined}>
          <Braces size={15} strokeWidth={1.75} aria-hidden="true" />
          API explorer
        </AppLink>
      </div>
      {shown.map(group => (
        <RailSection key={group.group} group={group} pathname={pathname} />
      ))}
      {closed > 0 && (
        <button type="button" className="button button-quiet w-full justify-start px-2 text-sm" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? 'Hide' : 'Show'} {closed} {closed === 1 ? 'kind' : 'kinds'} you may not view
        </button>
      )}
    </nav>
  )
}

function RailSection({ group: { group, kinds }, pathname }: { group: RailGroup; pathname: string }) {
  const [open, setOpen] = useState(true)
  const namespace = useSearchParams().get('namespace') ?? namespaceOf(pathname)
  return (
    <div>
      <button
        type="button"
        className="flex h-6 w-full items-center gap-1 rounded px-1 text-left text-sm text-text-3 hover:text-text"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={12} strokeWidth={2} aria-hidden="true" className={open ? 'rotate-90' : ''} />
        <span className="truncate" title={group}>
          {group}
        </span>
      </button>
      {open && (
        <ul>
          {kinds.map(kind => {
            const path = listPath(kind)
            const current = pathname === path || pathname.startsWith(`${path}/`)
            return (
              <li key={kind.resource} className="flex items-center gap-1">
                <AppLink
                  href={kind.namespaced && namespace ? listPath(kind, namespace) : path}
                  className={`rail-link min-w-0 flex-1 pl-6 ${kind.open ? '' : 'opacity-70'}`}
                  aria-current={current ? 'page' : undefined}
                >
                  <span className="truncate">{kind.kind}</span>
                </AppLink>
                <FailingCount group={kind.group} resource={kind.resource} />
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}

// Someone at work in one namespace goes on in it: /resources/GROUP/VERSION/RESOURCE/NAMESPACE/NAME.
function namespaceOf(pathname: string): string | null {
  const namespace = pathname.split('/')[5]
  return pathname.startsWith('/resources/') && namespace && namespace !== '-' ? namespace : null
}

/** Beside the link of its kind, which stays called after the kind alone. */
function FailingCount(kind: { group: string; resource: string }) {
  const health = useKindHealth(kind)
  if (!health || health.failing === 0) return null
  return (
    <span className="shrink-0 pr-2 text-sm" title={`${health.failing} failing`}>
      <HealthMark level="failing" word={`${health.failing}`} />
      <span className="sr-only"> failing</span>
    </span>
  )
}
