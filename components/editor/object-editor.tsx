'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useRef, useState } from 'react'
import { dropDraft } from '#client/drafts.ts'
import { useExactObject } from '#client/use-exact-object.ts'
import { useLiveObject } from '#client/use-live-object.ts'
import { useUnreadTexts } from '#components/form/unread-texts.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { useNotify } from '#components/shell/notices.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Rich } from '#components/text/rich.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import { useKeptFocus } from '#components/ui/use-kept-focus.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { sameEditablePart } from '#domain/edit-rules.ts'
import { asRounded } from '#domain/exact-json.ts'
import { isSessionFailure, isUnreachableFailure } from '#domain/failure.ts'
import { objectPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import { isSecret } from '#domain/secret-values.ts'
import type { Text } from '#domain/text.ts'
import type { ErrorCode } from '#errors/codes.ts'
import { useText } from '#use-text'
import { ConflictPanel, OverlapNotice } from './conflict-panel.tsx'
import { DraftNotice } from './draft-notice.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { ObjectText } from './object-text.tsx'
import { OwnersPanel } from './owners-panel.tsx'
import { refusedFields } from './refused-fields.ts'
import { ReviewPanel } from './review-panel.tsx'
import { SaveByChoice } from './save-by-choice.tsx'
import { UnreadNotice } from './unread-notice.tsx'
import { useDraft } from './use-draft.ts'
import { type SaveBy, useEditSession } from './use-edit-session.ts'

/** `applyDenied`: why not by server-side apply; null where it may be. */
type Props = { resource: ServedResource; object: KubeObject; by: 'update' | 'patch'; applyDenied: string | null }

/** Editing one object: text, review of what the cluster would store, save. */
export function ObjectEditor(props: Props) {
  const t = useText()
  // What an edit begins with stays so.
  const [object] = useState(props.object)
  const { exact, failure } = useExactObject(props.resource, object)
  if (failure) return <InlineFailure title={t('The object has numbers that have to be read once more, which failed')} failure={failure} />
  return exact ? <Editor {...props} exact={exact} /> : <SkeletonLines label={t('Loading…')} lines={12} />
}

function Editor({ resource, object, exact, by, applyDenied }: Props & { exact: KubeObject }) {
  const t = useText()
  const router = useRouter()
  const notify = useNotify()
  const { kind } = resource
  const { name, namespace, uid = '' } = object.metadata
  const target = { ...resource, namespace, name }
  const back = objectPath(target)
  const [saved, setSaved] = useState(false)
  const session = useEditSession({
    target,
    by,
    object: exact,
    onSaved() {
      setSaved(true)
      dropDraft(uid)
      notify(t('{kind} {name} is saved.', { kind, name }))
      router.push(back)
    },
  })
  const { step, base, text, opened } = session
  const refused = useMemo(() => refusedFields(session.failure), [session.failure])
  const unread = useUnreadTexts()
  const dirty = (session.dirty || unread.texts.length > 0) && !saved
  const review = () => {
    if (!unread.refuses()) session.review()
  }
  const live = useLiveObject(resource, object)
  // What is told as it changes has its numbers as JavaScript has them.
  const rounded = useMemo(() => asRounded(base), [base])
  const outside =
    live.goneAtMs === null && !saved && live.object.metadata.resourceVersion !== base.metadata.resourceVersion && !sameEditablePart(live.object, rounded)
  const draft = useDraft(uid, session.dirty && !saved, text, base)
  const gone = live.goneAtMs === null ? null : t('The object was deleted.')
  const whole = useRef<HTMLDivElement>(null)
  useKeptFocus(whole)
  const reviewButton = useFocusOnReturn(step.kind)
  return (
    <div ref={whole} className="space-y-3 px-4 py-3">
      <LeaveGuard dirty={dirty} fate={isSecret(base) ? 'secret' : unread.texts.length > 0 ? 'partly' : 'kept'} />
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-xl font-semibold [overflow-wrap:anywhere]">
          <Rich text={t('Edit {kind} {name}')} values={{ kind, name: <span className="font-mono">{name}</span> }} />
        </h1>
        {namespace && <p className="font-mono text-sm text-text-3">{namespace}</p>}
        <div className="ml-auto flex gap-2">
          <AppLink href={back} className="button">
            {t('Cancel')}
          </AppLink>
          {step.kind === 'edit' && (
            <button
              ref={reviewButton}
              type="button"
              className="button button-primary"
              disabled={session.pending || isManagerMissing(session.saveBy)}
              onClick={review}
            >
              {session.pending ? t('Asking the cluster…') : t('Review changes')}
            </button>
          )}
        </div>
      </header>
      {by === 'patch' && <Callout title={t('You may patch this object but not replace it: only the fields you change are sent.')} />}
      {gone && (
        <Callout tone="warning" title={t('{kind} {name} was deleted while you edit it.', { kind, name })}>
          {t('It cannot be saved any more. Your text stays here; copy it to create the object again.')}
        </Callout>
      )}
      {outside && step.kind !== 'conflict' && (
        <Callout
          tone="warning"
          title={t('{kind} {name} was changed by someone else while you edit it.', { kind, name })}
          actions={
            <button type="button" className="button" disabled={session.pending} onClick={session.showTheirs}>
              {t('Show their changes')}
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
        onDiscard={draft.discard}
      />
      {session.failure && <InlineFailure title={failureTitle(session.failure.code, isSecret(base), t)} failure={session.failure} />}
      <UnreadNotice unread={unread} />
      <OverlapNotice overlaps={session.overlaps} />
      {session.problems.length > 0 && (
        <Callout tone="error" title={t('Nothing was sent.')}>
          <ul>
            {session.problems.map(problem => (
              <li key={`${problem.line}:${problem.message}`}>{t('Line {line}: {message}', { line: String(problem.line), message: problem.message })}</li>
            ))}
          </ul>
        </Callout>
      )}
      {step.kind === 'review' && <ReviewPanel {...step} pending={session.pending} saveDenied={gone} onSave={session.save} onBack={session.keepEditing} />}
      {step.kind === 'owners' && (
        <OwnersPanel
          fields={step.fields}
          agreed={step.agreed}
          pending={session.pending}
          onGoOn={isTaken => session.settleOwners(step.fields, isTaken)}
          onBack={session.keepEditing}
        />
      )}
      {step.kind === 'conflict' && <ConflictPanel kind={kind} name={name} lines={step.lines} onMerge={session.merge} onBack={session.keepEditing} />}
      <div hidden={step.kind !== 'edit'} className="space-y-3">
        <SaveByChoice saveBy={session.saveBy} denied={applyDenied} onChange={session.setSaveBy} />
        <ObjectText
          key={opened.revision}
          resource={resource}
          label={t('YAML of {name}', { name })}
          text={text}
          onText={session.setText}
          onSubmit={review}
          problems={session.problems}
          refused={refused}
          unread={unread}
          before={base}
          first="yaml"
        />
      </div>
    </div>
  )
}

/** What one comes back to from a review, a conflict or a choice. */
function useFocusOnReturn(step: string) {
  const button = useRef<HTMLButtonElement>(null)
  const before = useRef(step)
  useEffect(() => {
    if (step === 'edit' && before.current !== 'edit') button.current?.focus()
    before.current = step
  }, [step])
  return button
}

function isManagerMissing(saveBy: SaveBy): boolean {
  return saveBy.apply && saveBy.manager.trim() === ''
}

function failureTitle(code: ErrorCode, isOfSecret: boolean, t: Text): string {
  if (isSessionFailure(code) && isOfSecret) return t('Your session has ended. Nothing was stored; your text stays here until you reload the page.')
  if (isSessionFailure(code)) return t('Your session has ended. Nothing was stored; your text is kept.')
  if (isUnreachableFailure(code)) return t('The cluster did not answer. Whether it stored anything is not known; your text is kept.')
  if (code === 'FORBIDDEN') return t('You may not store this. Nothing was stored; your text is kept.')
  if (code === 'INVALID') return t('The cluster does not accept the object as it is. Nothing was stored; your text is kept.')
  return t('Nothing was stored; your text is kept.')
}
