'use client'

import type { SchemaField, SchemaInput } from '#domain/schema-text.ts'
import { useText } from '#use-text'

type OnType = (name: string) => void

const builtInScalars = new Set(['String', 'Int', 'Float', 'Boolean', 'ID'])

/** Fields, inputs or values of a type. */
export function TypeMembers({ fields, filter, onType }: { fields: readonly SchemaField[]; filter: string; onType: OnType }) {
  const t = useText()
  const wanted = filter.trim().toLowerCase()
  return (
    <ul className="divide-y divide-line">
      {fields
        .filter(({ name }) => name.toLowerCase().includes(wanted))
        .map(field => (
          <li key={field.name} className="py-1.5">
            <Signature member={field} onType={onType} />
            {field.description && <p className="text-sm text-text-2 [overflow-wrap:anywhere]">{field.description}</p>}
            {field.deprecated && <p className="text-sm text-warning">{t('Deprecated: {reason}', { reason: field.deprecated })}</p>}
            {field.args.length > 0 && <Arguments args={field.args} onType={onType} />}
          </li>
        ))}
    </ul>
  )
}

function Arguments({ args, onType }: { args: readonly SchemaInput[]; onType: OnType }) {
  const t = useText()
  return (
    <ul aria-label={t('Arguments')} className="mt-0.5 border-l border-line pl-2.5">
      {args.map(arg => (
        <li key={arg.name}>
          <Signature member={arg} onType={onType} />
          {arg.description && <p className="text-sm text-text-2 [overflow-wrap:anywhere]">{arg.description}</p>}
        </li>
      ))}
    </ul>
  )
}

function Signature({ member: { name, type, defaultValue }, onType }: { member: SchemaInput; onType: OnType }) {
  return (
    <p className="font-mono text-sm [overflow-wrap:anywhere]">
      <span className="font-semibold">{name}</span>
      {type !== '' && (
        <>
          <span className="text-text-2">: </span>
          <TypeText type={type} onType={onType} />
        </>
      )}
      {defaultValue !== '' && <span className="text-text-2"> = {defaultValue}</span>}
    </p>
  )
}

/** `[Name!]!` with the name as a button. */
function TypeText({ type, onType }: { type: string; onType: OnType }) {
  const [, before = '', name = '', after = ''] = /^(\[*)(\w+)(.*)$/.exec(type) ?? []
  return (
    <>
      {before}
      {builtInScalars.has(name) ? (
        name
      ) : (
        <button type="button" className="link font-mono" onClick={() => onType(name)}>
          {name}
        </button>
      )}
      {after}
    </>
  )
}
