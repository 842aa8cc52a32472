'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { type Draft, dropDraft, readDraft, writeDraft } from '#client/drafts.ts'
import { useLiveObject } from '#client/use-live-object.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { useNotify } from '#components/shell/notices.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Callout } from '#components/ui/callout.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { sameEditablePart } from '#domain/edit-rules.ts'
import { isSessionFailure, isUnreachableFailure } from '#domain/failure.ts'
import { objectPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { ErrorCode } from '#errors/codes.ts'
import { ConflictPanel, OverlapNotice } from './conflict-panel.tsx'
import { DraftNotice } from './draft-notice.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { useEditSession } from './use-edit-session.ts'
import { YamlEditor } from './yaml-editor.tsx'

type Props = { resource: ServedResource; object: KubeObject; by: 'update' | 'patch' }

/** Editing one object: text, review of what the cluster would store, save. */
export function ObjectEditor({ resource, object, by }: Props) {
  const router = useRouter()
  const notify = useNotify()
  const { name, namespace, uid = '' } = object.metadata
  const target = { ...resource, namespace, name }
  const back = objectPath(target)
  const [saved, setSaved] = useState(false)
  const session = useEditSession({
    target,
    by,
    object,
    onSaved() {
      setSaved(true)
      dropDraft(uid)
      notify(`${resource.kind} ${name} is saved.`)
      router.push(back)
    },
  })
  const { step, base, text, opened } = session
  const dirty = session.dirty && !saved
  const live = useLiveObject(resource, object)
  const outside =
    live.goneAtMs === null && !saved && live.object.metadata.resourceVersion !== base.metadata.resourceVersion && !sameEditablePart(live.object, base)
  const draft = useDraft(uid, dirty, text, base)
  const gone = live.goneAtMs === null ? null : 'The object was deleted.'
  return (
    <div className="space-y-3 px-4 py-3">
      <LeaveGuard dirty={dirty} />
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-xl font-semibold [overflow-wrap:anywhere]">
          Edit {resource.kind} <span className="font-mono">{name}</span>
        </h1>
        {namespace && <p className="font-mono text-sm text-text-3">{namespace}</p>}
        <div className="ml-auto flex gap-2">
          <AppLink href={back} className="button">
            Cancel
          </AppLink>
          {step.kind === 'edit' && (
            <button type="button" className="button button-primary" disabled={session.pending} onClick={session.review}>
              {session.pending ? 'Asking the cluster…' : 'Review changes'}
            </button>
          )}
        </div>
      </header>
      {by === 'patch' && <Callout title="You may patch this object but not replace it: only the fields you change are sent." />}
      {gone && (
        <Callout tone="warning" title={`${resource.kind} ${name} was deleted while you edit it.`}>
          It cannot be saved any more. Your text stays here; copy it to create the object again.
        </Callout>
      )}
      {outside && step.kind !== 'conflict' && (
        <Callout
          tone="warning"
          title={`${resource.kind} ${name} was changed by someone else while you edit it.`}
          actions={
            <button type="button" className="button" onClick={() => session.showConflict(live.object)}>
              Show their changes
            </button>
          }
        />
      )}
      <DraftNotice
        draft={draft.offered}
        onRestore={kept => {
          session.load(kept.base, kept.text)
          draft.settle()
        }}
        onDiscard={() => {
          dropDraft(uid)
          draft.settle()
        }}
      />
      {session.failure && <InlineFailure title={failureTitle(session.failure.code)} failure={session.failure} />}
      <OverlapNotice overlaps={session.overlaps} />
      {session.problems.length > 0 && (
        <Callout tone="error" title="Nothing was sent.">
          <ul>
            {session.problems.map(problem => (
              <li key={`${problem.line}:${problem.message}`}>
                Line {problem.line}: {problem.message}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {step.kind === 'review' && <ReviewPanel {...step} pending={session.pending} saveDenied={gone} onSave={session.save} onBack={session.keepEditing} />}
      {step.kind === 'conflict' && <ConflictPanel kind={resource.kind} name={name} lines={step.lines} onMerge={session.merge} onBack={session.keepEditing} />}
      <div hidden={step.kind !== 'edit'}>
        <YamlEditor
          key={opened.revision}
          label={`YAML of ${name}`}
          text={opened.text}
          onChange={session.setText}
          onSubmit={session.review}
          problems={session.problems}
        />
        <p className="mt-1.5 text-sm text-text-3">Ctrl+Enter reviews, Ctrl+F searches, Esc then Tab leaves the editor.</p>
      </div>
    </div>
  )
}

function failureTitle(code: ErrorCode): string {
  const kept = 'Nothing was stored; your text is kept.'
  if (isSessionFailure(code)) return `Your session has ended. ${kept}`
  if (isUnreachableFailure(code)) return `The cluster did not answer. Whether it stored anything is not known; your text is kept.`
  if (code === 'FORBIDDEN') return `You may not store this. ${kept}`
  return code === 'INVALID' ? `The cluster does not accept the object as it is. ${kept}` : kept
}

/** Keeps unsaved text in the tab's storage and offers what an earlier visit left there. */
function useDraft(uid: string, dirty: boolean, text: string, base: KubeObject): { offered: Draft | null; settle: () => void } {
  const [offered, setOffered] = useState<Draft | null>(null)
  useEffect(() => setOffered(readDraft(uid)), [uid])
  useEffect(() => {
    if (dirty) writeDraft(uid, { text, base, savedAtMs: Date.now() })
  }, [uid, dirty, text, base])
  return { offered, settle: () => setOffered(null) }
}
