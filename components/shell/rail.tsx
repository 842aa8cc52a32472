'use client'

import { Braces, ChevronRight, House, KeyRound, Pin } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { usePlaces } from '#client/places.ts'
import { useKindHealth, useReadKindHealth } from '#client/use-kind-health.ts'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { CountScope } from '#contract/operations/kinds.ts'
import { listPath } from '#domain/page-path.ts'
import { useText } from '#use-text'
import { AppLink } from './app-link.tsx'
import { HiddenWords } from './hidden-words.tsx'

/** Enough of a resource for its link. */
export type RailKind = { group: string; version: string; resource: string; kind: string; namespaced: boolean; open: boolean }
export type RailGroup = { name: string; kinds: RailKind[] }

/**
 * Home, the explorer and every custom kind, by API group, with how many of its objects fail. Kinds that the user may view nowhere are
 * left out until asked for. `counted`: where to count; null where that is not known.
 */
export function Rail({ groups, counted }: { groups: RailGroup[]; counted: CountScope | null }) {
  const t = useText()
  const [all, setAll] = useState(false)
  const pathname = usePathname()
  useReadKindHealth(counted, pathname)
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const scroller = nav.current?.closest<HTMLElement>('.frame-rail')
    if (!scroller) return
    // Each time it comes into sight: on narrow screens it has no size until it is opened.
    let wasSeen = false
    const observer = new ResizeObserver(() => {
      const isSeen = scroller.clientHeight > 0
      if (isSeen && !wasSeen) showCurrent(scroller)
      wasSeen = isSeen
    })
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [])
  const closed = groups.flatMap(group => group.kinds).filter(kind => !kind.open).length
  const shown = useMemo(
    () => groups.map(group => ({ ...group, kinds: all ? group.kinds : group.kinds.filter(kind => kind.open) })).filter(group => group.kinds.length > 0),
    [groups, all],
  )
  const asked = useSearchParams().getAll('namespace')
  // As text, which is the same as long as they are.
  const namespaces = (asked.length > 0 ? asked : namespaceOf(pathname)).join(',')
  return (
    <nav ref={nav} aria-label={t('Kinds')} className="space-y-3 px-2 py-3">
      <div>
        <AppLink href="/" className="rail-link" aria-current={pathname === '/' ? 'page' : undefined}>
          <House size={15} strokeWidth={1.75} aria-hidden="true" />
          {t('Home')}
        </AppLink>
        <AppLink href="/access" className="rail-link" aria-current={pathname === '/access' ? 'page' : undefined}>
          <KeyRound size={15} strokeWidth={1.75} aria-hidden="true" />
          {t('Access')}
        </AppLink>
        <AppLink href="/explorer" className="rail-link" aria-current={pathname === '/explorer' ? 'page' : undefined}>
          <Braces size={15} strokeWidth={1.75} aria-hidden="true" />
          {t('API explorer')}
        </AppLink>
      </div>
      <Pinned pathname={pathname} />
      {shown.map(group => (
        <RailSection key={group.name} group={group} pathname={pathname} namespaces={namespaces} />
      ))}
      {closed > 0 && (
        <button type="button" className="button button-quiet w-full justify-start px-2 text-sm" aria-pressed={all} onClick={() => setAll(!all)}>
          {t.count(
            closed,
            all ? 'Hide {count} kind you may not view' : 'Show {count} kind you may not view',
            all ? 'Hide {count} kinds you may not view' : 'Show {count} kinds you may not view',
          )}
        </button>
      )}
    </nav>
  )
}

/** Scrolls to the link of the page shown. Not by scrollIntoView, from where the first Tab would begin. */
function showCurrent(scroller: HTMLElement): void {
  const link = scroller.querySelector('[aria-current="page"]')
  if (link) scroller.scrollTop += link.getBoundingClientRect().top - scroller.getBoundingClientRect().top - scroller.clientHeight / 2
}

function Pinned({ pathname }: { pathname: string }) {
  const t = useText()
  const places = usePlaces('pinned')
  if (places.length === 0) return null
  return (
    <div>
      <p className="flex h-6 items-center gap-1 px-1 text-sm text-text-3">
        <Pin size={12} strokeWidth={2} aria-hidden="true" />
        {t('Pinned')}
      </p>
      <ul>
        {places.map(place => (
          <li key={place.path}>
            <AppLink
              href={place.path}
              className="rail-link min-w-0 pl-6"
              title={[place.kind, place.namespace, place.title].filter(Boolean).join(' ')}
              aria-current={pathname === place.path ? 'page' : undefined}
            >
              <span className="truncate font-mono">{place.title}</span>
            </AppLink>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** `namespaces`: where somebody is at work, divided by commas; '' for everywhere. */
type SectionProps = { group: RailGroup; pathname: string; namespaces: string }

/** Drawn anew with the page and the namespace, and not with each letter of a filter, which is in the address as well. */
const RailSection = memo(function RailSection({ group: { name, kinds }, pathname, namespaces }: SectionProps) {
  const [open, setOpen] = useState(true)
  return (
    <div>
      <button
        type="button"
        className="flex h-6 w-full items-center gap-1 rounded px-1 text-left text-sm text-text-3 hover:text-text"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={12} strokeWidth={2} aria-hidden="true" className={open ? 'rotate-90' : ''} />
        <span className="truncate" title={name}>
          {name}
        </span>
      </button>
      {open && (
        <ul>
          {kinds.map(kind => {
            const path = listPath(kind)
            const current = pathname === path || pathname.startsWith(`${path}/`)
            return (
              <li key={`${kind.resource}.${kind.group}`} className="flex items-center gap-1">
                <AppLink
                  href={kind.namespaced ? listPath(kind, ...namespaces.split(',')) : path}
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
})

// Someone at work in one namespace goes on in it: /resources/GROUP/VERSION/RESOURCE/NAMESPACE/NAME.
function namespaceOf(pathname: string): string[] {
  const namespace = pathname.split('/')[5]
  return pathname.startsWith('/resources/') && namespace && namespace !== '-' ? [namespace] : []
}

/** Beside the link of its kind, which stays called after the kind alone. */
function FailingCount(kind: { group: string; resource: string }) {
  const t = useText()
  const health = useKindHealth(kind)
  if (!health || health.failing === 0) return null
  return (
    <span className="shrink-0 pr-2 text-sm" title={t('{count} failing', { count: String(health.failing) })}>
      <HiddenWords text={t('{count} failing')} values={{ count: <HealthMark level="failing" word={`${health.failing}`} /> }} className="sr-only" />
    </span>
  )
}
