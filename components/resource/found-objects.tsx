import { AppLink } from '#components/shell/app-link.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { SearchItem } from '#contract/operations/kinds.ts'
import type { HealthLevel } from '#domain/health.ts'

type Props = { text: string; items: readonly SearchItem[]; total: number; searched: number; closed: number; complete: boolean }

/** What a search over all kinds found, the best first, and how far it looked. */
export function FoundObjects({ text, items, total, searched, closed, complete }: Props) {
  return (
    <>
      <p role="status" className="mb-3 text-text-2">
        {items.length < total ? `The best ${items.length} of ${total}` : total} {total === 1 ? 'object' : 'objects'} for “{text}”, in {searched}{' '}
        {searched === 1 ? 'kind' : 'kinds'}
        {closed > 0 && `; ${closed} are not open to you`}.{!complete && ' The search was cut short: there may be more.'}
      </p>
      {items.length === 0 ? (
        <Callout title={`No object that you may list matches “${text}”.`}>
          <p>All words have to be in its name, namespace, labels or printed cells.</p>
        </Callout>
      ) : (
        <div className="panel overflow-x-auto">
          <table className="grid-table" aria-label="Objects found">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Kind</th>
                <th scope="col">Namespace</th>
                <th scope="col">Health</th>
                <th scope="col">Found in</th>
              </tr>
            </thead>
            <tbody>
              {items.map(item => (
                <FoundRow key={item.object._links.page} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function FoundRow({ item: { object, matched } }: { item: SearchItem }) {
  const { apiVersion, kind, metadata, _health, _links } = object
  return (
    <tr>
      <td>
        <AppLink href={_links.page} className="cell font-mono font-medium hover:underline" title={metadata.name}>
          {metadata.name}
        </AppLink>
      </td>
      <td title={apiVersion}>{kind}</td>
      <td className="font-mono text-text-2">{metadata.namespace}</td>
      <td>
        <HealthMark level={_health.level.toLowerCase() as HealthLevel} word={_health.word} />
      </td>
      <td className="text-text-2">
        <span className="cell">{matched.join(', ')}</span>
      </td>
    </tr>
  )
}
