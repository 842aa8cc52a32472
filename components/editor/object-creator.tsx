'use client'

import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import { useKindSchema } from '#client/use-kind-schema.ts'
import { NamespaceChoicesContext } from '#components/form/namespace-choices.ts'
import { useUnreadTexts } from '#components/form/unread-texts.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { useNotify } from '#components/shell/notices.tsx'
import { Callout } from '#components/ui/callout.tsx'
import type { KindSchema } from '#domain/form/schema-document.ts'
import { starterObject } from '#domain/form/starter.ts'
import { writeYaml } from '#domain/kubectl-yaml.ts'
import { listPath, objectPath } from '#domain/page-path.ts'
import { apiVersionOf, type ServedResource } from '#domain/resource.ts'
import { namesSecret } from '#domain/secret-values.ts'
import { useText } from '#use-text'
import { CreateResults } from './create-results.tsx'
import { ExampleChoice } from './example-choice.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { ObjectText } from './object-text.tsx'
import { refusedFields } from './refused-fields.ts'
import { UnreadNotice } from './unread-notice.tsx'
import { useBeginning } from './use-beginning.ts'
import { useCreate } from './use-create.ts'

type Props = {
  resource: ServedResource
  /** Where it goes where it names no other. */
  namespace: string | undefined
  /** Where else it may go, as far as that is known. */
  namespaces: readonly string[]
}

/** A new object, from a form, from YAML, or from one that is there; or several from one text. */
export function ObjectCreator(props: Props) {
  const t = useText()
  const { data: schema, isPending } = useKindSchema(props.resource)
  if (isPending) return <p className="px-4 py-3 text-text-2">{t('Reading the schema of {kind}…', { kind: props.resource.kind })}</p>
  const { resource, namespace } = props
  const apiVersion = apiVersionOf(resource)
  const bare = { apiVersion, kind: resource.kind, metadata: { name: '', ...(namespace === undefined ? {} : { namespace }) }, spec: {} }
  return <Creator {...props} starter={writeYaml(schema ? starterObject(schema, apiVersion, resource.kind, namespace) : bare)} schema={schema} />
}

function Creator({ resource, namespace, namespaces, starter, schema }: Props & { starter: string; schema: KindSchema | undefined }) {
  const t = useText()
  const router = useRouter()
  const notify = useNotify()
  const [done, setDone] = useState(false)
  // A copy is being read: what would be sent is not what is to be.
  const [copying, setCopying] = useState(false)
  const create = useCreate(resource, starter, namespace)
  const { text, results, pending } = create
  const unread = useUnreadTexts()
  const beginning = useBeginning(starter, text, create.setText, unread)
  const tryOut = () => {
    if (!unread.refuses()) void create.send(true)
  }
  const run = async () => {
    if (unread.refuses()) return
    const outcome = await create.send(false)
    const [first] = outcome
    if (!first || outcome.some(({ state }) => state !== 'created')) return
    setDone(true)
    notify(outcome.length === 1 ? t('{title} is created.', { title: first.title }) : t('{count} objects are created.', { count: outcome.length }))
    const name = first.created?.metadata.name
    if (outcome.length === 1 && name !== undefined && first.created?.kind === resource.kind)
      router.push(objectPath({ ...resource, namespace: first.created.metadata.namespace, name }))
  }
  const [only, ...more] = results
  const problems = useMemo(() => results.flatMap(({ problem, line }) => (problem === null ? [] : [{ line, column: 1, message: problem }])), [results])
  const failure = only && more.length === 0 ? only.failure : null
  const refused = useMemo(() => refusedFields(failure), [failure])
  return (
    <div className="space-y-3 px-4 py-3">
      <LeaveGuard
        dirty={(text !== starter || unread.texts.length > 0) && !done}
        fate={namesSecret(text) ? 'secret' : unread.texts.length > 0 ? 'partly' : 'kept'}
      />
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold">{t('Create {kind}', { kind: resource.kind })}</h1>
        <p className="font-mono text-sm text-text-3">{apiVersionOf(resource)}</p>
        <div className="ml-auto flex gap-2">
          <AppLink href={listPath(resource, namespace)} className="button">
            {t('Cancel')}
          </AppLink>
          <button type="button" className="button" disabled={pending || copying} onClick={tryOut}>
            {t('Try')}
          </button>
          <button type="button" className="button button-primary" disabled={pending || copying} onClick={() => void run()}>
            {pending ? t('Asking the cluster…') : t('Create')}
          </button>
        </div>
      </header>
      {create.kept !== null && (
        <Callout
          title={t('There is text that was not created when you left.')}
          actions={
            <>
              <button
                type="button"
                className="button"
                onClick={() => {
                  beginning.takeUp(create.kept ?? '')
                  create.settleKept()
                }}
              >
                {t('Take it up')}
              </button>
              <button type="button" className="button button-quiet" onClick={create.dropKept}>
                {t('Leave it')}
              </button>
            </>
          }
        />
      )}
      {beginning.undo && (
        <Callout
          title={t('What you had written was replaced.')}
          actions={
            <button type="button" className="button" onClick={beginning.undo}>
              {t('Undo')}
            </button>
          }
        />
      )}
      <ExampleChoice
        resource={resource}
        namespace={namespace}
        schema={schema}
        chosen={beginning.example}
        onChoose={beginning.beginWith}
        starter={starter}
        busy={copying}
        onBusy={setCopying}
      />
      <UnreadNotice unread={unread} />
      <CreateResults results={results} />
      <NamespaceChoicesContext value={resource.namespaced ? namespaces : null}>
        <ObjectText
          key={beginning.revision}
          resource={resource}
          label={t('YAML of a new {kind}', { kind: resource.kind })}
          text={text}
          onText={create.setText}
          onSubmit={tryOut}
          problems={problems}
          refused={refused}
          unread={unread}
          before={null}
          first={schema ? 'form' : 'yaml'}
        />
      </NamespaceChoicesContext>
    </div>
  )
}
