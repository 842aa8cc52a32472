'use client'

import { useQuery } from '@tanstack/react-query'
import { queryData } from '#client/graphql-request.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import { type EventsAnswer, eventsOperation, type ObjectEvent, type ObjectTarget } from '#contract/operations/object.ts'
import { type Failure, isAppError, toFailure } from '#domain/failure.ts'
import { Moment } from './moment.tsx'

type Props = { target: ObjectTarget; initial: ObjectEvent[]; failure: Failure | null }

/** Events about one object, newest first, read again every 10 s while the page is seen. */
export function EventTable({ target, initial, failure }: Props) {
  const { data, error } = useQuery({
    queryKey: ['events', target],
    queryFn: async ({ signal }) => (await queryData<EventsAnswer>(eventsOperation, target, signal)).object._events.items,
    initialData: initial,
    enabled: failure === null,
    refetchInterval: 10_000,
  })
  // Of an object that is gone, what was known stays.
  const broken = failure ?? (error && !(isAppError(error) && error.code === 'NOT_FOUND') ? toFailure(error) : null)
  return (
    <section aria-labelledby="events" className="panel overflow-x-auto">
      <h2 id="events" className="section-title flex h-9 items-center border-b border-line px-3">
        Events
      </h2>
      {broken && (
        <div className="p-3">
          <InlineFailure title={`Events in namespace ${target.namespace ?? 'default'} cannot be shown`} failure={broken} />
        </div>
      )}
      {!broken && data.length === 0 && <p className="px-3 py-3 text-text-2">No events about this object. The cluster keeps them for about an hour.</p>}
      {data.length > 0 && (
        <table className="grid-table" aria-labelledby="events">
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Reason</th>
              <th scope="col">Message</th>
              <th scope="col">Count</th>
              <th scope="col">Source</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {data.map(event => (
              <tr key={[event.type, event.reason, event.message].join('\n')}>
                <td>{event.type === 'Warning' ? <HealthMark level="warning" word="Warning" /> : event.type}</td>
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
