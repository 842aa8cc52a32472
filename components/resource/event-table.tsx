'use client'

import { againMs, type ObjectPart, useObjectPart } from '#client/use-object-part.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import { type EventsAnswer, eventsOperation, type ObjectTarget } from '#contract/operations/object.ts'
import { toFailure } from '#domain/failure.ts'
import { AppError } from '#errors/app-error.ts'
import { isErrorCode } from '#errors/codes.ts'
import { useText } from '#use-text'
import { AsOf } from './as-of.tsx'
import { Moment } from './moment.tsx'

type Props = { target: ObjectTarget; initial: ObjectPart<EventsAnswer> }

/** Events about one object, newest first. */
export function EventTable({ target, initial }: Props) {
  const t = useText()
  const { part, sinceMs } = useObjectPart(eventsOperation, target, initial, againMs.one)
  const { items, failure } = part.data?.object._events ?? { items: [], failure: null }
  const denied = failure && toFailure(new AppError(isErrorCode(failure.code) ? failure.code : 'INTERNAL', failure.message))
  const broken = part.failure ?? denied
  return (
    <section aria-labelledby="events" className="panel overflow-x-auto">
      <h2 id="events" className="section-title flex h-9 items-center border-b border-line px-3">
        {t('Events')}
      </h2>
      {broken && (
        <div className="p-3">
          <InlineFailure title={t('Events in namespace {namespace} cannot be shown', { namespace: target.namespace ?? 'default' })} failure={broken} />
        </div>
      )}
      {sinceMs !== null && <AsOf atMs={sinceMs} />}
      {!broken && items.length === 0 && <p className="px-3 py-3 text-text-2">{t('No events about this object. The cluster keeps them for about an hour.')}</p>}
      {items.length > 0 && (
        <table className="grid-table" aria-labelledby="events">
          <thead>
            <tr>
              <th scope="col">{t('Type')}</th>
              <th scope="col">{t('Reason')}</th>
              <th scope="col">{t('Message')}</th>
              <th scope="col">{t('Count')}</th>
              <th scope="col">{t('Source')}</th>
              <th scope="col">{t('Last seen')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(event => (
              <tr key={[event.type, event.reason, event.message].join('\n')}>
                <td>{event.type === 'Warning' ? <HealthMark level="warning" word={event.type} /> : event.type}</td>
                <td className="font-medium">{event.reason}</td>
                <td className="py-1.5 whitespace-normal text-text-2 [overflow-wrap:anywhere]">{event.message}</td>
                <td>{event.count}</td>
                <td className="text-text-2">{event.source}</td>
                <td className="text-text-2">{event.lastSeen && <Moment at={event.lastSeen} focusable={false} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
