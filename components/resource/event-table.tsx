'use client'

import { useQuery } from '@tanstack/react-query'
import { kubeJson } from '#client/request.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { KubeList } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { type EventView, readEvents } from '#domain/event-list.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { listItems } from '#domain/list-items.ts'
import { Moment } from './moment.tsx'

const eventsQuery = (uid: string) => ({ fieldSelector: `involvedObject.uid=${uid}`, limit: '200' })

type Props = { uid: string; namespace: string; initial: EventView[]; failure: Failure | null }

/** Events about one object, newest first, read again every 10 s while the page is seen. */
export function EventTable({ uid, namespace, initial, failure }: Props) {
  const path = apiPath({ group: '', version: 'v1', resource: 'events', namespace })
  const { data, error } = useQuery({
    queryKey: ['events', uid],
    queryFn: async ({ signal }) => readEvents(listItems(await kubeJson<KubeList>(path, { query: eventsQuery(uid), signal }))),
    initialData: initial,
    enabled: failure === null,
    refetchInterval: 10_000,
  })
  const broken = failure ?? (error ? toFailure(error) : null)
  return (
    <section aria-labelledby="events" className="panel overflow-x-auto">
      <h2 id="events" className="section-title flex h-9 items-center border-b border-line px-3">
        Events
      </h2>
      {broken && (
        <div className="p-3">
          <InlineFailure title={`Events in namespace ${namespace} cannot be shown`} failure={broken} />
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
              <tr key={event.key}>
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
