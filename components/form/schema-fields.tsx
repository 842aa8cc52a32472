'use client'

import { ArrowDown, ArrowUp, Plus } from 'lucide-react'
import { useState } from 'react'
import type { FieldSteps } from '#domain/form/check-value.ts'
import { type FormField, type FormNode, formNode } from '#domain/form/form-node.ts'
import type { Schema } from '#domain/form/schema-document.ts'
import { emptyValue } from '#domain/form/starter.ts'
import { isRecord, ownField } from '#domain/object-diff.ts'
import { useText } from '#use-text'
import { AddField } from './add-field.tsx'
import { useForm } from './form-context.ts'
import { type ControlProps, FormRow } from './form-row.tsx'
import { ObjectChoices } from './object-choices.tsx'
import { OtherFieldsIsland } from './other-fields-island.tsx'
import { PlainControl } from './plain-control.tsx'
import { YamlIsland } from './yaml-island.tsx'

type ValueProps = { at: FieldSteps; schema: Schema; value: unknown; control: ControlProps }

/** The control of any value, with those of what is in it. */
function ValueControl({ at, schema, value, control }: ValueProps) {
  const { document } = useForm()
  const node = formNode(document, schema)
  if (node.kind === 'object' && isRecord(value)) return <ObjectFields at={at} node={node} value={value} />
  if (node.kind === 'list' && Array.isArray(value)) return <ListItems at={at} item={node.item} value={value} />
  if (node.kind === 'map' && isRecord(value)) return <MapEntries at={at} schema={node.value} value={value} />
  // A value that is not of its kind is shown as what it is, to be mended.
  if (node.kind === 'island' || typeof value === 'object') return <YamlIsland at={at} value={value} control={control} />
  return <PlainControl at={at} node={node} value={value} control={control} />
}

type ObjectProps = {
  at: FieldSteps
  node: FormNode & { kind: 'object' }
  value: Record<string, unknown>
  /** Fields that are written elsewhere, which `value` is without. */
  elsewhere?: ReadonlySet<string>
}

const nowhere: ReadonlySet<string> = new Set()

/** Fields that are there or required; the others are added by name, and those of which no schema says anything written as YAML. */
export function ObjectFields({ at, node, value, elsewhere = nowhere }: ObjectProps) {
  const t = useText()
  const { document, change, add: addFields } = useForm()
  const known = new Map(node.fields.map(field => [field.name, field]))
  const given = node.fields.filter(({ name, required }) => required || Object.hasOwn(value, name))
  const unknown = node.open ? [] : Object.keys(value).filter(name => !known.has(name))
  const add = (field: FormField) => {
    const choices = node.choices.filter(({ of, options }) => of !== 'any' && options.some(option => option.includes(field.name)))
    const chosen = choices.flatMap(({ options }) => options.filter(option => option.includes(field.name))).flat()
    // Of fields to choose among the others go.
    const others = choices.flatMap(({ options }) => options.flat()).filter(other => !chosen.includes(other) && Object.hasOwn(value, other))
    addFields([...at, field.name], [...others.map(other => [[...at, other], undefined] as const), [[...at, field.name], emptyValue(document, field.schema)]])
  }
  return (
    <div className="space-y-2">
      <ObjectChoices at={at} node={node} value={value} />
      {given.map(({ name, schema, required }) => {
        const child = formNode(document, schema)
        const isThere = Object.hasOwn(value, name)
        return (
          <FormRow
            key={name}
            at={[...at, name]}
            name={name}
            node={child}
            required={required}
            onRemove={isThere ? () => change([...at, name], undefined) : null}
          >
            {control =>
              isThere ? (
                <ValueControl at={[...at, name]} schema={schema} value={ownField(value, name)} control={control} />
              ) : (
                <button
                  type="button"
                  className="button"
                  aria-label={t('Give a value: {name}', { name })}
                  aria-describedby={control['aria-describedby']}
                  onClick={() => addFields([...at, name], [[[...at, name], emptyValue(document, schema)]])}
                >
                  {t('Give a value')}
                </button>
              )
            }
          </FormRow>
        )
      })}
      {unknown.map(name => (
        <FormRow key={name} at={[...at, name]} name={name} node={formNode(document, {})} required={false} onRemove={() => change([...at, name], undefined)}>
          {control => <YamlIsland at={[...at, name]} value={ownField(value, name)} control={control} />}
        </FormRow>
      ))}
      <AddField fields={node.fields.filter(({ name, required }) => !required && !Object.hasOwn(value, name))} onAdd={add} />
      {node.open && <OtherFieldsIsland at={at} value={value} named={new Set([...known.keys(), ...elsewhere])} />}
    </div>
  )
}

function ListItems({ at, item, value }: { at: FieldSteps; item: Schema; value: readonly unknown[] }) {
  const t = useText()
  const { document, change, add } = useForm()
  const node = formNode(document, item)
  const move = (from: number, to: number) => {
    const next = [...value]
    next.splice(to, 0, ...next.splice(from, 1))
    change(at, next)
  }
  return (
    <div className="space-y-2">
      {value.map((each, index) => (
        <FormRow
          // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place.
          key={index}
          at={[...at, index]}
          name={String(index)}
          node={{ ...node, description: '' }}
          required={false}
          onRemove={() => change([...at, index], undefined)}
        >
          {control => (
            <div className="flex items-start gap-1">
              <div className="min-w-0 flex-1">
                <ValueControl at={[...at, index]} schema={item} value={each} control={control} />
              </div>
              <button
                type="button"
                className="button button-quiet h-7 px-1"
                aria-label={t('Move item {index} up', { index: String(index) })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowUp size={13} strokeWidth={1.75} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="button button-quiet h-7 px-1"
                aria-label={t('Move item {index} down', { index: String(index) })}
                disabled={index === value.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowDown size={13} strokeWidth={1.75} aria-hidden="true" />
              </button>
            </div>
          )}
        </FormRow>
      ))}
      <button type="button" className="button" onClick={() => add([...at, value.length], [[[...at, value.length], emptyValue(document, item)]])}>
        <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('Add item')}
      </button>
    </div>
  )
}

function MapEntries({ at, schema, value }: { at: FieldSteps; schema: Schema; value: Record<string, unknown> }) {
  const t = useText()
  const { document, change, add: addFields } = useForm()
  const [name, setName] = useState('')
  const node = formNode(document, schema)
  const add = () => {
    if (name === '' || Object.hasOwn(value, name)) return
    addFields([...at, name], [[[...at, name], emptyValue(document, schema)]])
    setName('')
  }
  return (
    <div className="space-y-2">
      {Object.entries(value).map(([key, each]) => (
        <FormRow key={key} at={[...at, key]} name={key} node={{ ...node, description: '' }} required={false} onRemove={() => change([...at, key], undefined)}>
          {control => <ValueControl at={[...at, key]} schema={schema} value={each} control={control} />}
        </FormRow>
      ))}
      <div className="flex gap-1.5">
        <input
          className="field w-56 font-mono"
          aria-label={t('New key of {name}', { name: String(at.at(-1)) })}
          placeholder={t('key')}
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={event => setName(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <button type="button" className="button" disabled={name === '' || Object.hasOwn(value, name)} onClick={add}>
          <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
          {t('Add key')}
        </button>
      </div>
    </div>
  )
}
