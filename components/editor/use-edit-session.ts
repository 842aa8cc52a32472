'use client'

import { useCallback, useMemo, useState } from 'react'
import { readExact, sendExact } from '#client/exact-kube.ts'
import { type Sent, sendEdit } from '#client/send-edit.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath, type ObjectPath } from '#domain/api-path.ts'
import type { OwnedField } from '#domain/apply-conflicts.ts'
import { comparable, editView, identityProblems } from '#domain/edit-rules.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { valueEdits } from '#domain/form/value-edits.ts'
import { readYamlText } from '#domain/form/yaml-edit.ts'
import { parseObjectYaml, toYaml, type YamlProblem } from '#domain/object-yaml.ts'
import { type DiffLine, diffLines } from '#domain/text-diff.ts'
import { type MergeConflict, mergeThreeWay } from '#domain/three-way-merge.ts'
import { useText } from '#use-text'

export type Step =
  | { kind: 'edit' }
  | { kind: 'review'; edited: KubeObject; agreed: readonly OwnedField[]; lines: DiffLine[]; warnings: string[] }
  | { kind: 'owners'; fields: readonly OwnedField[]; agreed: readonly OwnedField[] }
  | { kind: 'conflict'; theirs: KubeObject; lines: DiffLine[] }

/** How what was edited is stored: `apply` as a field manager, else whole or as a patch. */
export type SaveBy = { apply: false } | { apply: true; manager: string }

type Start = { target: ObjectPath & { name: string }; by: 'update' | 'patch'; object: KubeObject; onSaved: () => void }

/**
 * An edit from text to cluster: parse, ask the kube-apiserver what it would store, show it, store it. Text is never lost:
 * every refusal leads back to it. A change by others that touches only status is passed over; any other is shown first.
 */
export function useEditSession({ target, by, object, onSaved }: Start) {
  const t = useText()
  const [base, setBase] = useState(object)
  // What the editor begins with; a higher revision makes it begin anew.
  const [opened, setOpened] = useState(() => ({ text: toYaml(editView(object)), revision: 0 }))
  const [text, setText] = useState(opened.text)
  const [step, setStep] = useState<Step>({ kind: 'edit' })
  const [problems, setProblems] = useState<YamlProblem[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const [overlaps, setOverlaps] = useState<MergeConflict[]>([])
  const [pending, setPending] = useState(false)
  const [saveBy, setSaveBy] = useState<SaveBy>({ apply: false })
  const path = apiPath(target)

  const load = useCallback((nextBase: KubeObject, nextText: string) => {
    setBase(nextBase)
    setOpened(({ revision }) => ({ text: nextText, revision: revision + 1 }))
    setText(nextText)
    setStep({ kind: 'edit' })
    setProblems([])
    setFailure(null)
  }, [])

  /** The text as an object that may be sent, or null with the reasons shown. */
  const parse = (): KubeObject | null => {
    const result = parseObjectYaml(text, t)
    const refused = result.object ? identityProblems(base, result.object, t).map(message => ({ line: 1, column: 1, message })) : result.problems
    setProblems(refused)
    setFailure(null)
    return refused.length > 0 ? null : result.object
  }

  const showConflict = (theirs: KubeObject) => setStep({ kind: 'conflict', theirs, lines: diffLines(toYaml(comparable(base)), toYaml(comparable(theirs))) })

  const showTheirs = () => void run(async () => showConflict(await readExact<KubeObject>(await sendExact(path, {}))))

  /** Null where it was not taken, for which the next step is shown. */
  const attempt = async (edited: KubeObject, dryRun: boolean, agreed: readonly OwnedField[]): Promise<(Sent & { is: 'taken' }) | null> => {
    const write = saveBy.apply ? ({ by: 'apply', manager: saveBy.manager } as const) : { by }
    const sent = await sendEdit({ path, base, edited, dryRun, write, agreed })
    if (sent.is === 'taken') {
      setBase(sent.from)
      return sent
    }
    if (sent.is === 'changed') showConflict(sent.theirs)
    else setStep({ kind: 'owners', fields: sent.fields, agreed })
    return null
  }

  const run = async (work: () => Promise<void>) => {
    setPending(true)
    setFailure(null)
    try {
      await work()
    } catch (thrown) {
      setFailure(toFailure(thrown))
    } finally {
      setPending(false)
    }
  }

  const tryOut = (edited: KubeObject, agreed: readonly OwnedField[]) =>
    run(async () => {
      const taken = await attempt(edited, true, agreed)
      if (!taken) return
      const lines = diffLines(toYaml(comparable(taken.from)), toYaml(comparable(taken.object)))
      setStep({ kind: 'review', edited, agreed, lines, warnings: taken.warnings })
    })

  const review = () => {
    const edited = parse()
    if (edited) void tryOut(edited, [])
  }

  /** Goes on after a conflict with owners: fields that stay theirs are written into the text as they are, the others are taken over. */
  const settleOwners = (fields: readonly OwnedField[], isTaken: (field: OwnedField) => boolean) => {
    const kept = fields.filter(field => !isTaken(field) && field.path !== null)
    const next = readYamlText(text).set(...kept.map(({ path, theirs }) => [path ?? [], theirs ?? undefined] as const))
    const edited = parseObjectYaml(next, t).object
    if (next !== text) load(base, next)
    if (edited) void tryOut(edited, fields.filter(isTaken))
  }

  const save = () => {
    if (step.kind !== 'review') return
    const { edited, agreed } = step
    void run(async () => {
      if (await attempt(edited, false, agreed)) onSaved()
    })
  }

  /** Takes their version and puts my changes on top; what both changed stays mine and is listed. */
  const merge = () => {
    if (step.kind !== 'conflict') return
    const mine = parseObjectYaml(text, t)
    setProblems(mine.problems)
    if (!mine.object) return setStep({ kind: 'edit' })
    const { merged, conflicts } = mergeThreeWay(editView(base), editView(step.theirs), mine.object)
    setOverlaps(conflicts.filter(conflict => !isBookkeeping(conflict)))
    // Into the text as it is: its comments and order are mine too.
    load(step.theirs, readYamlText(text).set(...valueEdits(mine.object, merged)))
  }

  const keepEditing = () => setStep({ kind: 'edit' })
  const dirty = useMemo(() => text !== toYaml(editView(base)), [text, base])
  const shown = { base, opened, dirty, text, step, problems, failure, overlaps, pending, saveBy }
  return { ...shown, setText, setSaveBy, load, review, save, merge, settleOwners, keepEditing, showTheirs }
}

function isBookkeeping({ path }: MergeConflict): boolean {
  return path[0] === 'status' || (path[0] === 'metadata' && (path[1] === 'resourceVersion' || path[1] === 'generation'))
}
