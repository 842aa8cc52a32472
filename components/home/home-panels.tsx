'use client'

import type { HomeKind } from '#client/read-troubled.ts'
import type { HomePlace } from '#client/use-home.ts'
import type { CountScope } from '#contract/operations/kinds.ts'
import { english } from '#domain/text.ts'
import { useText } from '#use-text'
import { AttentionPanel } from './attention-panel.tsx'
import { ChangesPanel } from './changes-panel.tsx'
import { Panel } from './panel.tsx'
import { WarningsPanel } from './warnings-panel.tsx'

type Props = { kinds: readonly HomeKind[]; scope: CountScope; events: HomePlace | null; changes: CountScope }

/** What somebody wants to know first at 3 a.m. `events` null: the user may read none. */
export function HomePanels({ kinds, scope, events, changes }: Props) {
  const t = useText()
  return (
    <div className="home-panels">
      <AttentionPanel kinds={kinds} scope={scope} />
      {events ? (
        <WarningsPanel place={events} />
      ) : (
        <Panel id="warnings" title={t('Warnings')} isPending={false} failure={null} isEmpty empty={t('You may not read events.')} />
      )}
      <ChangesPanel scope={changes} />
    </div>
  )
}

/** The same before it is known what is open to the user. */
export function PendingPanels() {
  const t = useText()
  return (
    <div className="home-panels">
      {[english('Needs attention'), english('Warnings'), english('Changed in the last hour')].map((title, index) => (
        <Panel
          key={title}
          id={title.toLowerCase().replaceAll(' ', '-')}
          title={t(title)}
          {...(index > 0 && { strip: null })}
          isPending
          failure={null}
          isEmpty={false}
          empty=""
        />
      ))}
    </div>
  )
}
