'use client'

import dynamic from 'next/dynamic'
import { Tabs } from 'radix-ui'
import { useMemo, useState } from 'react'
import { useKindSchema } from '#client/use-kind-schema.ts'
import { useSettled } from '#client/use-settled.ts'
import { useTabInAddress } from '#client/use-tab-in-address.ts'
import type { UnreadTexts } from '#components/form/unread-texts.ts'
import { useJudgedRules } from '#components/form/use-judged-rules.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { toFailure } from '#domain/failure.ts'
import { checkObject } from '#domain/form/check-value.ts'
import { readYamlText } from '#domain/form/yaml-edit.ts'
import type { YamlProblem } from '#domain/object-yaml.ts'
import type { ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'
import { refusedAtLines } from './refused-fields.ts'
import { YamlEditor } from './yaml-editor.tsx'

const SchemaForm = dynamic(() => import('#components/form/schema-form.tsx').then(({ SchemaForm }) => SchemaForm), {
  loading: Loading,
})

function Loading() {
  const t = useText()
  return <SkeletonLines label={t('Loading…')} lines={12} />
}

type Props = {
  resource: ServedResource
  label: string
  /** What is edited, of whichever view. */
  text: string
  onText: (text: string) => void
  onSubmit: () => void
  problems: readonly YamlProblem[]
  refused: ReadonlyMap<string, readonly string[]>
  unread: UnreadTexts
  /** The object as the cluster has it; null for one that is new. */
  before: KubeObject | null
  /** Which view is shown where the address names none. */
  first: 'form' | 'yaml'
}

const views = ['form', 'yaml']

/** One object as a form and as YAML: two views of one text, always in step. */
export function ObjectText({ resource, label, text, onText, onSubmit, problems, refused, unread, before, first }: Props) {
  const t = useText()
  const [view, setView] = useTabInAddress(views, first)
  const { data: schema, error, isPending } = useKindSchema(resource)
  const settled = useSettled(text, settledMs)
  const read = useMemo(() => (schema && view === 'yaml' ? readYamlText(settled) : null), [schema, settled, view])
  const judged = useJudgedRules(schema, read && read.problems.length === 0 ? read.value : undefined, before)
  const hints = useMemo(() => {
    if (!schema || !read || read.problems.length > 0) return []
    const broken = judged.filter(({ verdict }) => verdict === 'broken')
    return [...checkObject(schema, read.value, t), ...broken].map(({ at, message }) => ({
      line: read.lineOf(at),
      column: 1,
      message: at.length === 0 ? message : `${at.join('.')}: ${message}`,
    }))
  }, [schema, read, judged, t])
  // Of the text that was refused: what is typed since moves the marks, and makes no new ones.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text as it is when it is refused.
  const marks = useMemo(() => [...problems, ...refusedAtLines(text, refused)], [problems, refused])
  return (
    <Tabs.Root value={view} onValueChange={setView}>
      <Tabs.List aria-label={t('Edit as')} className="mb-3 flex gap-5 border-b border-line">
        <Tabs.Trigger value="form" className="tab">
          {t('Form')}
        </Tabs.Trigger>
        <Tabs.Trigger value="yaml" className="tab">
          YAML
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="form">
        {schema ? (
          <SchemaForm schema={schema} text={text} onText={onText} refused={refused} unread={unread} before={before} />
        ) : isPending ? (
          <SkeletonLines label={t('Reading the schema of {kind}…', { kind: resource.kind })} lines={12} />
        ) : toFailure(error).code === 'NOT_FOUND' ? (
          <Callout title={t('The cluster publishes no schema of {kind}, so there is no form. It can be edited as YAML.', { kind: resource.kind })} />
        ) : (
          <InlineFailure title={t('The schema could not be read; it can be edited as YAML')} failure={toFailure(error)} />
        )}
      </Tabs.Content>
      <Tabs.Content value="yaml">
        <YamlBegun label={label} text={text} onChange={onText} onSubmit={onSubmit} problems={marks} hints={hints} schema={schema} />
        <Hints hints={hints} />
        <p className="mt-1.5 text-sm text-text-3">{t('Ctrl+Enter reviews, Ctrl+F searches, Esc then Tab leaves the editor.')}</p>
      </Tabs.Content>
    </Tabs.Root>
  )
}

/** The editor begins with the text as it is whenever it is looked at, and has its own from then on. */
function YamlBegun({ text, ...more }: React.ComponentProps<typeof YamlEditor>) {
  const [begun] = useState(text)
  return <YamlEditor {...more} text={begun} />
}

const shownHints = 5

/** What the schema says of the text, before anybody is asked. */
function Hints({ hints }: { hints: readonly YamlProblem[] }) {
  const t = useText()
  if (hints.length === 0) return null
  return (
    <ul aria-label={t('What the schema says')} className="mt-1.5 text-sm text-text-2">
      {hints.slice(0, shownHints).map(({ line, message }) => (
        <li key={`${line} ${message}`}>{t('Line {line}: {message}', { line: String(line), message })}</li>
      ))}
      {hints.length > shownHints && <li>{t('and {count} more', { count: hints.length - shownHints })}</li>}
    </ul>
  )
}

const settledMs = 400
