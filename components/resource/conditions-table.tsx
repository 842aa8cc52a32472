import type { Condition } from '#contract/kubernetes.ts'
import { Moment } from './moment.tsx'

/** The conditions an object reports, as it reports them. */
export function ConditionsTable({ conditions, generation }: { conditions: readonly Condition[]; generation: number | undefined }) {
  return (
    <section aria-labelledby="conditions" className="panel overflow-x-auto">
      <h2 id="conditions" className="section-title flex h-9 items-center border-b border-line px-3">
        Conditions
      </h2>
      <table className="grid-table" aria-labelledby="conditions">
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Status</th>
            <th scope="col">Reason</th>
            <th scope="col">Message</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map(condition => (
            <tr key={condition.type}>
              <td className="font-medium">{condition.type}</td>
              <td>
                {condition.status}
                {isOutdated(condition, generation) && <span className="ml-2 text-sm text-warning">of generation {condition.observedGeneration}</span>}
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
