import type { ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'
import { KindRow } from './kind-row.tsx'

/** One API group on Home: its kinds in a table whose rows come when counts and rights are known. */
export function KindGroup({ group, children }: { group: string; children: React.ReactNode }) {
  const t = useText()
  const id = `group-${group}`
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-1.5 font-mono text-base font-semibold">
        {group}
      </h2>
      <div className="panel overflow-x-auto">
        <table className="grid-table table-fixed min-w-[880px]" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col" className="w-[26%]">
                {t('Kind')}
              </th>
              <th scope="col" className="w-[20%]">
                {t('Resource')}
              </th>
              <th scope="col" className="w-[9%]">
                <span className="block text-right">{t('Objects')}</span>
              </th>
              <th scope="col" className="w-[23%]">
                <span className="block pl-6">{t('Health')}</span>
              </th>
              <th scope="col" className="w-[22%]">
                <span className="block pl-6">{t('You may')}</span>
              </th>
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </section>
  )
}

/** The rows before their numbers are known: names stand already, and nothing moves later. */
export function PendingKindRows({ resources }: { resources: readonly ServedResource[] }) {
  return resources.map(resource => (
    <KindRow
      key={resource.resource}
      resource={resource}
      viewable
      count={<span className="skeleton h-3 w-6" aria-hidden="true" />}
      health={<span className="skeleton h-3 w-12" aria-hidden="true" />}
      access={<span className="skeleton h-3 w-36" aria-hidden="true" />}
    />
  ))
}
