import type { Condition } from '#contract/kubernetes.ts'
import { useText } from '#use-text'
import { Moment } from './moment.tsx'

/** The conditions an object reports, as it reports them. */
export function ConditionsTable({ conditions, generation }: { conditions: readonly Condition[]; generation: number | undefined }) {
  const t = useText()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard.
    <section aria-labelledby="conditions" className="panel relative overflow-x-auto" tabIndex={0}>
      <h2 id="conditions" className="section-title flex h-9 items-center border-b border-line px-3">
        {t('Conditions')}
      </h2>
      <table className="grid-table" aria-labelledby="conditions">
        <thead>
          <tr>
            <th scope="col">{t('Type')}</th>
            <th scope="col">{t('Status')}</th>
            <th scope="col">{t('Reason')}</th>
            <th scope="col">{t('Message')}</th>
            <th scope="col">{t('Changed')}</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map(condition => (
            <tr key={condition.type}>
              <td className="font-medium">{condition.type}</td>
              <td>
                {condition.status}
                {isOutdated(condition, generation) && (
                  <span className="ml-2 text-sm text-warning">{t('of generation {generation}', { generation: String(condition.observedGeneration) })}</span>
                )}
              </td>
              <td className="text-text-2">{condition.reason}</td>
              <td className="py-1.5 whitespace-normal text-text-2">
                <span className="block min-w-[24ch] [overflow-wrap:anywhere]">{condition.message}</span>
              </td>
              <td className="text-text-2">{condition.lastTransitionTime && <Moment at={condition.lastTransitionTime} focusable={false} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function isOutdated(condition: Condition, generation: number | undefined): boolean {
  return condition.observedGeneration !== undefined && generation !== undefined && condition.observedGeneration < generation
}
