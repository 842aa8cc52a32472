'use client'

import { useMemo, useRef, useState } from 'react'
import { Callout } from '#components/ui/callout.tsx'
import { useKeptFocus } from '#components/ui/use-kept-focus.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { checkObject, type FieldSteps } from '#domain/form/check-value.ts'
import { formNode } from '#domain/form/form-node.ts'
import type { KindSchema } from '#domain/form/schema-document.ts'
import type { JudgedRule } from '#domain/form/schema-rules.ts'
import { type FieldEdit, readYamlText } from '#domain/form/yaml-edit.ts'
import { isRecord } from '#domain/object-diff.ts'
import { useText } from '#use-text'
import { FormContext, stepsKey } from './form-context.ts'
import { MetadataFields } from './metadata-fields.tsx'
import { RuleLines } from './rule-lines.tsx'
import { ObjectFields } from './schema-fields.tsx'
import type { UnreadTexts } from './unread-texts.ts'
import { useJudgedRules } from './use-judged-rules.ts'

type Props = {
  schema: KindSchema
  /** The object as YAML: what the form shows, and what it writes into. */
  text: string
  onText: (text: string) => void
  /** What the cluster refused, by field. */
  refused: ReadonlyMap<string, readonly string[]>
  unread: UnreadTexts
  /** The object as the cluster has it, whose name and namespace cannot be changed; null for one that is new. */
  before: KubeObject | null
}

/** An object as a form made from the schema of its kind. Comments and order of the text stay. */
export function SchemaForm({ schema, text, onText, refused, unread, before }: Props) {
  const t = useText()
  const [describe, setDescribe] = useState(false)
  const section = useRef<HTMLElement>(null)
  const wanted = useRef<string>(null)
  useKeptFocus(section)
  const yaml = useMemo(() => readYamlText(text), [text])
  const problems = useMemo(() => {
    const found = new Map<string, string[]>([...refused].map(([key, messages]) => [key, [...messages]]))
    for (const { at, message } of checkObject(schema, yaml.value, t)) found.set(stepsKey(at), [...(found.get(stepsKey(at)) ?? []), message])
    return found
  }, [schema, yaml, refused, t])
  const rules = useJudgedRules(schema, yaml.problems.length === 0 ? yaml.value : undefined, before)
  const judged = useMemo(() => byPlace(rules), [rules])
  const form = useMemo(
    () => ({
      document: schema,
      problems,
      judged,
      unread,
      describe,
      wanted,
      change: (at: FieldSteps, value: unknown) => onText(yaml.set([at, value])),
      changeAll: (edits: readonly FieldEdit[]) => onText(yaml.set(...edits)),
      add: (at: FieldSteps, edits: readonly FieldEdit[]) => {
        wanted.current = stepsKey(at)
        onText(yaml.set(...edits))
      },
    }),
    [schema, problems, judged, unread, describe, yaml, onText],
  )
  const root = formNode(schema, schema.root)
  if (!isRecord(yaml.value)) {
    const [first] = yaml.problems
    return (
      <Callout tone="warning" title={t('The YAML has to be mended before it can be shown as a form.')}>
        {first && t('Line {line}: {message}', { line: String(first.line), message: first.message })}
      </Callout>
    )
  }
  const ofWhole = problems.get(stepsKey([])) ?? []
  const fields = root.kind === 'object' ? root.fields.filter(({ name }) => !notForm.has(name)) : []
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, status: _status, ...value } = yaml.value
  return (
    <FormContext value={form}>
      <section ref={section} aria-label={t('Form')} className="panel space-y-4 p-4">
        <label className="flex items-center gap-1.5 text-sm text-text-2">
          <input type="checkbox" className="accent-accent-fill" checked={describe} onChange={event => setDescribe(event.target.checked)} />
          {t('Describe fields')}
        </label>
        {ofWhole.length > 0 && <Callout tone="warning" title={ofWhole.join(' ')} />}
        <RuleLines at={[]} rules={root.rules} />
        <MetadataFields value={yaml.value} isNamed={before !== null} />
        <ObjectFields at={[]} node={{ ...root, kind: 'object', fields, open: root.kind !== 'object' || root.open }} value={value} elsewhere={notForm} />
      </section>
    </FormContext>
  )
}

function byPlace(rules: readonly JudgedRule[]): Map<string, Map<string, JudgedRule>> {
  const places = new Map<string, Map<string, JudgedRule>>()
  for (const judged of rules) {
    const key = stepsKey(judged.at)
    places.set(key, (places.get(key) ?? new Map()).set(judged.rule, judged))
  }
  return places
}

/** What every object has is written by fields of its own, or by the cluster. */
const notForm = new Set(['apiVersion', 'kind', 'metadata', 'status'])
