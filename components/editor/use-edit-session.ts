'use client'

import { useCallback, useMemo, useState } from 'react'
import { kubeJson, requestKube } from '#client/request.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { apiPath, type ObjectPath } from '#domain/api-path.ts'
import { comparable, editView, identityProblems, sameEditablePart } from '#domain/edit-rules.ts'
import { type Failure, isAppError, toFailure } from '#domain/failure.ts'
import { parseObjectYaml, toYaml, type YamlProblem } from '#domain/object-yaml.ts'
import { type DiffLine, diffLines } from '#domain/text-diff.ts'
import { type MergeConflict, mergeThreeWay } from '#domain/three-way-merge.ts'
import { parseWarnings, planWrite } from '#domain/write-plan.ts'

export type Step =
  | { kind: 'edit' }
  | { kind: 'review'; edited: KubeObject; lines: DiffLine[]; warnings: string[] }
  | { kind: 'conflict'; theirs: KubeObject; lines: DiffLine[] }

type Start = { target: ObjectPath & { name: string }; by: 'update' | 'patch'; object: KubeObject; onSaved: () => void }

/**
 * An edit from text to cluster: parse, ask the kube-apiserver what it would store, show it, store it. Text is never lost:
 * every refusal leads back to it. A change by others that touches only status is passed over; any other is shown first.
 */
export function useEditSession({ target, by, object, onSaved }: Start) {
  const [base, setBase] = useState(object)
  // What the editor begins with; a higher revision makes it begin anew.
  const [opened, setOpened] = useState(() => ({ text: toYaml(editView(object)), revision: 0 }))
  const [text, setText] = useState(opened.text)
  const [step, setStep] = useState<Step>({ kind: 'edit' })
  const [problems, setProblems] = useState<YamlProblem[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const [overlaps, setOverlaps] = useState<MergeConflict[]>([])
  const [pending, setPending] = useState(false)
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
    const result = parseObjectYaml(text)
    const refused = result.object ? identityProblems(base, result.object).map(message => ({ line: 1, column: 1, message })) : result.problems
    setProblems(refused)
    setFailure(null)
    return refused.length > 0 ? null : result.object
  }

  const send = (from: KubeObject, edited: KubeObject, dryRun: boolean) => {
    const { method, contentType, body } = planWrite(by, from, edited)
    return requestKube(path, { method, contentType, body, dryRun })
  }

  const showConflict = (theirs: KubeObject) => setStep({ kind: 'conflict', theirs, lines: diffLines(toYaml(comparable(base)), toYaml(comparable(theirs))) })

  /** Sends; when others changed nothing but status and bookkeeping meanwhile, sends again on top of theirs. Null when it became a conflict. */
  const attempt = async (edited: KubeObject, dryRun: boolean): Promise<{ response: Response; from: KubeObject } | null> => {
    try {
      return { response: await send(base, edited, dryRun), from: base }
    } catch (thrown) {
      if (!isAppError(thrown) || thrown.code !== 'CONFLICT') throw thrown
      const theirs = await kubeJson<KubeObject>(path)
      if (!sameEditablePart(base, theirs)) {
        showConflict(theirs)
        return null
      }
      setBase(theirs)
      return { response: await send(theirs, edited, dryRun), from: theirs }
    }
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

  const review = () => {
    const edited = parse()
    if (!edited) return
    void run(async () => {
      const done = await attempt(edited, true)
      if (!done) return
      const stored = (await done.response.json()) as KubeObject
      const lines = diffLines(toYaml(comparable(done.from)), toYaml(comparable(stored)))
      setStep({ kind: 'review', edited, lines, warnings: parseWarnings(done.response.headers.get('warning')) })
    })
  }

  const save = () => {
    if (step.kind !== 'review') return
    const { edited } = step
    void run(async () => {
      if (await attempt(edited, false)) onSaved()
    })
  }

  /** Takes their version and puts my changes on top; what both changed stays mine and is listed. */
  const merge = () => {
    if (step.kind !== 'conflict') return
    const mine = parseObjectYaml(text)
    setProblems(mine.problems)
    if (!mine.object) return setStep({ kind: 'edit' })
    const { merged, conflicts } = mergeThreeWay(editView(base), editView(step.theirs), mine.object)
    setOverlaps(conflicts.filter(conflict => !isBookkeeping(conflict)))
    load(step.theirs, toYaml(merged as KubeObject))
  }

  const keepEditing = () => setStep({ kind: 'edit' })
  const dirty = useMemo(() => text !== toYaml(editView(base)), [text, base])
  return { base, opened, dirty, text, setText, step, problems, failure, overlaps, pending, load, review, save, merge, keepEditing, showConflict }
}

function isBookkeeping({ path }: MergeConflict): boolean {
  return path[0] === 'status' || (path[0] === 'metadata' && (path[1] === 'resourceVersion' || path[1] === 'generation'))
}
