'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useNotify } from '#components/shell/notices.tsx'
import { toFailure } from '#domain/failure.ts'
import { objectActions } from '#domain/object-actions.ts'
import type { ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'
import type { BulkKind } from './bulk-dialog.tsx'
import { saveYaml } from './save-yaml.ts'
import type { Selection } from './use-selection.ts'

const BulkDialog = dynamic(() => import('./bulk-dialog.tsx').then(({ BulkDialog }) => BulkDialog))

type Props = {
  resource: ServedResource
  selection: Selection
  /** Told when the bar has gone with what had the focus. */
  onLeft: () => void
  /** What else can be chosen. */
  children: React.ReactNode
}

/** What can be done with the objects that are chosen. */
export function SelectionBar({ resource, selection, onLeft, children }: Props) {
  const t = useText()
  const notify = useNotify()
  const [doing, setDoing] = useState<{ kind: BulkKind; objects: Selection['objects'] } | null>(null)
  const [saving, setSaving] = useState(false)
  const count = selection.objects.length
  const close = () => {
    setDoing(null)
    // The dialog gives the focus back to its button, if that is there still.
    requestAnimationFrame(() => document.activeElement === document.body && onLeft())
  }
  const save = async () => {
    setSaving(true)
    try {
      const told = await saveYaml(resource, selection.objects, t)
      if (told !== '') notify(told)
    } catch (thrown) {
      notify(t('They were not saved. {reason}', { reason: t.said(toFailure(thrown).message) }))
    } finally {
      setSaving(false)
    }
  }
  if (count === 0 && doing === null) return null
  return (
    <section aria-label={t('Selection')} className="flex flex-wrap items-center gap-2 border-t border-line bg-selected px-4 py-1.5">
      <p role="status" className="mr-2 font-medium">
        {t('{count} selected', { count })}
      </p>
      {children}
      {resource.verbs.includes('delete') && (
        <button type="button" className="button" onClick={() => setDoing({ kind: 'delete', objects: selection.objects })}>
          {t('Delete {count}…', { count })}
        </button>
      )}
      {resource.verbs.includes('patch') && (
        <button type="button" className="button" onClick={() => setDoing({ kind: 'label', objects: selection.objects })}>
          {t('Label {count}…', { count })}
        </button>
      )}
      {objectActions(resource).some(({ verb }) => verb === 'restart') && (
        <button type="button" className="button" onClick={() => setDoing({ kind: 'restart', objects: selection.objects })}>
          {t('Restart {count}…', { count })}
        </button>
      )}
      <button type="button" className="button" disabled={saving} onClick={() => void save()}>
        {saving ? t('Reading…') : t('Save as YAML')}
      </button>
      <button type="button" className="button button-quiet" onClick={selection.clear}>
        {t('Clear')}
      </button>
      {doing !== null && <BulkDialog kind={doing.kind} resource={resource} objects={doing.objects} onClose={close} onDone={() => selection.clear()} />}
    </section>
  )
}
