import type { FieldSteps } from '#domain/form/check-value.ts'
import type { FieldChoice, FormNode } from '#domain/form/form-node.ts'
import { emptyValue } from '#domain/form/starter.ts'
import { useText } from '#use-text'
import { useForm } from './form-context.ts'

type Props = { at: FieldSteps; node: FormNode & { kind: 'object' }; value: Record<string, unknown> }

/** Where an object takes one of several fields alone: which of them. */
export function ObjectChoices({ at, node, value }: Props) {
  const exclusive = node.choices.filter(({ of }) => of !== 'any')
  return exclusive.map(choice => <OneChoice key={choice.options.join()} at={at} node={node} value={value} choice={choice} />)
}

function OneChoice({ at, node, value, choice: { of, options } }: Props & { choice: FieldChoice }) {
  const t = useText()
  const { document, changeAll } = useForm()
  const given = options.findIndex(option => option.every(name => Object.hasOwn(value, name)))
  const choose = (index: number) => {
    const chosen = options[index] ?? []
    const others = options.flat().filter(name => !chosen.includes(name) && Object.hasOwn(value, name))
    const missing = node.fields.filter(({ name }) => chosen.includes(name) && !Object.hasOwn(value, name))
    changeAll([
      ...others.map(name => [[...at, name], undefined] as const),
      ...missing.map(({ name, schema }) => [[...at, name], emptyValue(document, schema)] as const),
    ])
  }
  const names = options.map(option => option.join(' + '))
  return (
    <select
      className="field max-w-full font-mono text-sm"
      aria-label={t('One of {names}', { names: names.join(', ') })}
      value={given}
      onChange={event => choose(Number(event.target.value))}
    >
      {(of === 'atMostOne' || given < 0) && <option value={-1}>{of === 'atMostOne' ? t('none of them') : '–'}</option>}
      {names.map((name, index) => (
        <option key={name} value={index}>
          {name}
        </option>
      ))}
    </select>
  )
}
