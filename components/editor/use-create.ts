import { useEffect, useState } from 'react'
import { readExact, sendExact } from '#client/exact-kube.ts'
import { dropKept, readKept, writeKept } from '#client/kept-text.ts'
import { useKinds } from '#components/shell/kinds-context.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type CreateDocument, readCreateDocuments } from '#domain/create-plan.ts'
import { madeBefore } from '#domain/created-before.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import type { ServedResource } from '#domain/resource.ts'
import { namesSecret } from '#domain/secret-values.ts'
import { parseWarnings } from '#domain/write-plan.ts'
import { useText } from '#use-text'

/** How it went with one document. `tried`: the cluster would take it; `created`: it has; `exists`: it has what the text said before. */
export type CreateResult = CreateDocument & {
  state: 'unsent' | 'tried' | 'created' | 'exists' | 'refused'
  failure: Failure | null
  warnings: string[]
  created: KubeObject | null
}

/** Creates what a text says, document by document: one that is refused keeps none of the others. The text is kept in the tab until all is created, unless it is of a Secret. */
export function useCreate(resource: ServedResource, starter: string, namespace: string | undefined) {
  const t = useText()
  const draftKey = `create-${resource.resource}.${resource.group}`
  const kinds = useKinds()
  const [text, setText] = useState(starter)
  const [results, setResults] = useState<readonly CreateResult[]>([])
  const [pending, setPending] = useState(false)
  const [kept, setKept] = useState<string | null>(null)
  useEffect(() => setKept(readKept(draftKey)), [draftKey])
  useEffect(() => {
    // What a Secret holds is not left in the tab.
    if (namesSecret(text)) dropKept(draftKey)
    else if (text !== starter) writeKept(draftKey, text)
  }, [draftKey, text, starter])

  const send = async (dryRun: boolean): Promise<readonly CreateResult[]> => {
    setPending(true)
    // The frame around the page may be older than the kind of the page.
    const documents = readCreateDocuments(text, [resource, ...kinds], namespace, t)
    const before = madeBefore(documents, results.filter(isMade))
    const done: CreateResult[] = []
    for (const [index, document] of documents.entries()) {
      const earlier = before[index]
      const there = earlier && { ...earlier.made, line: document.line, state: earlier.isSame ? ('created' as const) : ('exists' as const) }
      done.push(there ?? (await createOne(document, dryRun)))
      setResults([...done])
    }
    if (!dryRun && done.length > 0 && done.every(({ state }) => state === 'created')) dropKept(draftKey)
    setPending(false)
    return done
  }

  return {
    text,
    setText(next: string) {
      setText(next)
      setResults(now => now.filter(isMade).map(made => ({ ...made, state: 'created' })))
    },
    results,
    pending,
    send,
    /** What an earlier visit left, to be taken up or dropped. */
    kept: kept !== null && kept !== text ? kept : null,
    settleKept: () => setKept(null),
    dropKept() {
      setKept(null)
      // What was written since has taken its place there.
      if (text === starter) dropKept(draftKey)
    },
  }
}

async function createOne(document: CreateDocument, dryRun: boolean): Promise<CreateResult> {
  const unsent = { ...document, failure: null, warnings: [], created: null }
  if (document.object === null) return { ...unsent, state: 'refused' }
  try {
    const response = await sendExact(document.path, {
      method: 'POST',
      body: document.object,
      query: { fieldManager: 'latchkey', fieldValidation: 'Strict' },
      dryRun,
    })
    const created = await readExact<KubeObject>(response)
    return { ...unsent, state: dryRun ? 'tried' : 'created', warnings: parseWarnings(response.headers.get('warning')), created }
  } catch (thrown) {
    return { ...unsent, state: 'refused', failure: toFailure(thrown) }
  }
}

function isMade({ state }: CreateResult): boolean {
  return state === 'created' || state === 'exists'
}
