import { useId, useState } from 'react'
import type { BulkObject } from '#client/bulk-act.ts'
import { Rich } from '#components/text/rich.tsx'
import { type LabelChange, parseLabelChange } from '#domain/label-change.ts'
import { useText } from '#use-text'
import { nameOf } from './bulk-outcomes.tsx'

type Props<Act> = { objects: readonly BulkObject[]; onAct: Act; onClose: () => void }

/** Asks for the number of objects, since nothing brings them back. */
export function DeleteForm({ objects, onAct, onClose }: Props<() => Promise<void>>) {
  const t = useText()
  const inputId = useId()
  const [typed, setTyped] = useState('')
  const word = String(objects.length)
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        if (typed === word) void onAct()
      }}
    >
      <p className="text-text-2">{t('They are removed for everyone, with what they own. This cannot be undone.')}</p>
      <ObjectNames label={t('To be deleted')} objects={objects} />
      <label htmlFor={inputId} className="block">
        <span className="mb-1 block">
          <Rich text={t('Type {count}, how many they are, to confirm')} values={{ count: <code className="font-mono font-semibold">{word}</code> }} />
        </span>
        <input
          id={inputId}
          className="field w-24 font-mono"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={event => setTyped(event.target.value.trim())}
        />
      </label>
      <Buttons onClose={onClose}>
        <button type="submit" className="button button-danger" disabled={typed !== word}>
          {t('Delete {count}', { count: objects.length })}
        </button>
      </Buttons>
    </form>
  )
}

const labelExample = 'team=payments tier-'

/** Labels as `kubectl label` has them. */
export function LabelForm({ objects, onAct, onClose }: Props<(changes: LabelChange) => Promise<void>>) {
  const t = useText()
  const inputId = useId()
  const [text, setText] = useState('')
  const { changes, problem } = parseLabelChange(text, t)
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        if (problem === null) void onAct(changes)
      }}
    >
      <ObjectNames label={t('To be labelled')} objects={objects} />
      <div>
        <label htmlFor={inputId} className="mb-1 block">
          {t('Labels to set, as key=value; key- takes one away')}
        </label>
        <input
          id={inputId}
          className="field w-full font-mono"
          placeholder={labelExample}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={text !== '' && problem !== null}
          aria-describedby={`${inputId}-problem`}
          value={text}
          onChange={event => setText(event.target.value)}
        />
        <p id={`${inputId}-problem`} className="mt-1 min-h-5 text-sm text-failing">
          {text !== '' && problem}
        </p>
      </div>
      <Buttons onClose={onClose}>
        <button type="submit" className="button button-primary" disabled={problem !== null}>
          {t('Label {count}', { count: objects.length })}
        </button>
      </Buttons>
    </form>
  )
}

export function RestartForm({ objects, onAct, onClose }: Props<() => Promise<void>>) {
  const t = useText()
  return (
    <form
      className="space-y-4"
      onSubmit={event => {
        event.preventDefault()
        void onAct()
      }}
    >
      <p className="text-text-2">{t('The pods of each are replaced one after another, as its update strategy says: what `kubectl rollout restart` does.')}</p>
      <ObjectNames label={t('To be restarted')} objects={objects} />
      <Buttons onClose={onClose}>
        <button type="submit" className="button button-primary">
          {t('Restart {count}', { count: objects.length })}
        </button>
      </Buttons>
    </form>
  )
}

function Buttons({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  const t = useText()
  return (
    <div className="flex justify-end gap-2">
      <button type="button" className="button" onClick={onClose}>
        {t('Cancel')}
      </button>
      {children}
    </div>
  )
}

function ObjectNames({ label, objects }: { label: string; objects: readonly BulkObject[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard.
    <ul className="max-h-40 overflow-y-auto rounded-md border border-line px-3 py-2 font-mono text-sm" aria-label={label} tabIndex={0}>
      {objects.map(object => (
        <li key={object.key}>{nameOf(object)}</li>
      ))}
    </ul>
  )
}
