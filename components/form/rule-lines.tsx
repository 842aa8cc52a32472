import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import type { RuleVerdict } from '#domain/form/schema-rules.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { stepsKey, useForm } from './form-context.ts'

/** `id`: each rule has it with its place among them, for who is described by it: the list itself would describe a control by its name alone. */
type Props = { id?: string; at: FieldSteps; rules: readonly { rule: string; message: string }[] }

const looks: Record<RuleVerdict, { Icon: typeof CircleCheck; ink: string }> = {
  met: { Icon: CircleCheck, ink: 'text-ok' },
  broken: { Icon: CircleX, ink: 'text-failing' },
  unknown: { Icon: CircleDashed, ink: 'text-text-3' },
}

/** The rules of a field, each with whether it is met as far as the page can tell. */
export function RuleLines({ id, at, rules }: Props) {
  const t = useText()
  const { judged } = useForm()
  const here = judged.get(stepsKey(at))
  if (rules.length === 0) return null
  return (
    <ul aria-label={t('Rules')} className="mt-0.5 space-y-0.5 text-sm">
      {rules.map(({ rule, message }, index) => {
        const verdict = here?.get(rule)
        const { Icon, ink } = looks[verdict?.verdict ?? 'unknown']
        const isBroken = verdict?.verdict === 'broken'
        return (
          <li key={rule} id={id && `${id}-${index}`} title={rule} className={`flex gap-1.5 ${isBroken ? 'text-failing' : 'text-text-3'}`}>
            <Icon size={13} strokeWidth={1.75} aria-hidden="true" className={`mt-1 shrink-0 ${ink}`} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {verdictText(verdict?.verdict, t)} {verdict?.message ?? (message || rule)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function verdictText(verdict: RuleVerdict | undefined, t: Text): string {
  switch (verdict) {
    case 'met':
      return t('Rule, met:')
    case 'broken':
      return t('Rule, not met:')
    case 'unknown':
      return t('Rule, for the cluster to decide:')
    default:
      return t('Rule:')
  }
}
