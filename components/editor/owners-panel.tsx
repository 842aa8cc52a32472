'use client'

import { useState } from 'react'
import { Callout } from '#components/ui/callout.tsx'
import { useFocusOnMount } from '#components/ui/use-focus-on-mount.ts'
import { type OwnedField, sameOwned } from '#domain/apply-conflicts.ts'
import { writeExactJson } from '#domain/exact-json.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'

/** `agreed`: those that were to be taken over already. */
type Props = {
  fields: readonly OwnedField[]
  agreed: readonly OwnedField[]
  pending: boolean
  onGoOn: (isTaken: (field: OwnedField) => boolean) => void
  onBack: () => void
}

const longest = 120

/** Fields that an apply would change and that others own, by owner: each stays theirs or is taken over. */
export function OwnersPanel({ fields, agreed, pending, onGoOn, onBack }: Props) {
  const t = useText()
  const heading = useFocusOnMount<HTMLHeadingElement>()
  // What cannot be found in the text cannot be given back in it.
  const [taken, setTaken] = useState<ReadonlySet<string>>(
    () => new Set(fields.filter(field => field.path === null || agreed.some(each => sameOwned(each, field))).map(keyOf)),
  )
  const choose = (field: OwnedField, isTaken: boolean) =>
    setTaken(before => new Set(isTaken ? [...before, keyOf(field)] : [...before].filter(key => key !== keyOf(field))))
  return (
    <section aria-labelledby="owners" className="space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 ref={heading} tabIndex={-1} id="owners" className="outline-none text-lg font-semibold">
          {t('Others own what you change')}
        </h2>
        <div className="ml-auto flex gap-2">
          <button type="button" className="button" onClick={onBack}>
            {t('Keep editing')}
          </button>
          <button type="button" className="button button-primary" disabled={pending} onClick={() => onGoOn(field => taken.has(keyOf(field)))}>
            {pending ? t('Asking the cluster…') : t('Review changes')}
          </button>
        </div>
      </div>
      <Callout tone="warning" title={t('Nothing was stored. Choose for each field whose value it is to have.')}>
        {t('What stays theirs has their value, and you share it. What you take over is yours: whoever applies it again will be told so.')}
      </Callout>
      {[...Map.groupBy(fields, ({ manager }) => manager)].map(([manager, ofManager]) => (
        <section key={manager} aria-label={manager} className="panel">
          <h3 className="section-title flex h-9 items-center border-b border-line px-3 font-mono">{manager}</h3>
          <ul>
            {ofManager.map(field => (
              <li key={field.field} className="border-b border-line px-3 py-2 last:border-b-0">
                <fieldset>
                  <legend className="font-mono font-medium [overflow-wrap:anywhere]">{field.field}</legend>
                  <Choice isChosen={!taken.has(keyOf(field))} isOpen={field.path !== null} onChoose={() => choose(field, false)} label={t('Keep theirs')}>
                    {valueText(field.theirs, t)}
                  </Choice>
                  <Choice isChosen={taken.has(keyOf(field))} isOpen onChoose={() => choose(field, true)} label={t('Take it over')}>
                    {valueText(field.mine, t)}
                  </Choice>
                </fieldset>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  )
}

function Choice({
  isChosen,
  isOpen,
  onChoose,
  label,
  children,
}: {
  isChosen: boolean
  isOpen: boolean
  onChoose: () => void
  label: string
  children: string
}) {
  return (
    <label className="mt-1 flex items-baseline gap-2">
      <input type="radio" className="accent-accent-fill" checked={isChosen} disabled={!isOpen} onChange={onChoose} />
      <span className="w-28 shrink-0">{label}</span>
      <code className="font-mono text-sm text-text-2 [overflow-wrap:anywhere]">{children}</code>
    </label>
  )
}

function keyOf({ manager, field }: OwnedField): string {
  return `${manager} ${field}`
}

function valueText(value: unknown, t: Text): string {
  if (value === undefined || value === null) return t('(removed)')
  const text = writeExactJson(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
