'use client'

import { PanelLeft } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { dropKeptOfOthers } from '#client/kept-text.ts'
import { useEarlyInput } from '#client/use-early-input.ts'
import { useSameSession } from '#client/use-same-session.ts'
import { useText } from '#use-text'
import { AppLink } from './app-link.tsx'
import { Brand } from './brand.tsx'
import { NoticeProvider } from './notices.tsx'
import { SessionEndBanner } from './session-end-banner.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SkipLink } from './skip-link.tsx'
import { ViewBanner, type ViewShown } from './view-banner.tsx'

type Props = {
  rail: React.ReactNode
  top: React.ReactNode
  /** Where the session acts as somebody else, or did. */
  view: ViewShown | null
  children: React.ReactNode
}

/** Rail, top bar, main column. On narrow screens the rail opens over the page. */
export function Frame({ rail, top, view, children }: Props) {
  const t = useText()
  useSameSession()
  useEarlyInput()
  useEffect(dropKeptOfOthers, [])
  const [railOpen, setRailOpen] = useState(false)
  const pathname = usePathname()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the rail.
  useEffect(() => setRailOpen(false), [pathname])
  return (
    <NoticeProvider>
      <SkipLink />
      <div className="frame" data-rail={railOpen ? 'open' : 'closed'}>
        {view && <ViewBanner view={view} />}
        <header className="contents">
          <div className="frame-brand flex items-center gap-1 border-r border-b border-line bg-sunken px-2">
            <button
              type="button"
              className="button button-quiet px-1.5 min-[801px]:hidden"
              aria-label={t('Kinds')}
              aria-expanded={railOpen}
              onClick={() => setRailOpen(!railOpen)}
            >
              <PanelLeft size={16} strokeWidth={1.75} aria-hidden="true" />
            </button>
            <AppLink href="/" className="flex items-center gap-2 rounded px-2 py-1 font-semibold">
              <Brand shrinks />
            </AppLink>
          </div>
          <div className="frame-top flex min-w-0 items-center gap-3 border-b border-line bg-sunken px-2 sm:px-4">{top}</div>
        </header>
        <div className="frame-rail overflow-y-auto border-r border-line bg-sunken">{rail}</div>
        <main id="main" tabIndex={-1} className="frame-main overflow-auto outline-none">
          <SessionEndBanner />
          {children}
        </main>
      </div>
      <Shortcuts />
    </NoticeProvider>
  )
}
