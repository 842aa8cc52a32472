import { type Document, LineCounter, parseAllDocuments } from 'yaml'
import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '#domain/conditions.ts'
import { kubectlYaml } from '#domain/kubectl-yaml.ts'
import { AppError } from '#errors/app-error.ts'
import { addDocument, emptySize, type TextSize } from './document-size.ts'
import { exactValue } from './exact-value.ts'
import { objectProblem } from './read-object.ts'

/** What keeps a document from being read. Documents, lines and columns count from 1. */
export type DocumentProblem = { document: number; line: number; column: number; message: string }

export const mostObjects = 100
const mostProblems = 20

/**
 * The objects of one or more YAML documents, a `v1 List` taken apart, as kubectl reads them (sigs.k8s.io/yaml is YAML 1.1: `yes`
 * is true, 0644 octal; times are texts). Integers of any size stay as they are. Takes about 2 ms for each 1,000 characters. Throws
 * BAD_REQUEST where any of it cannot be read, with the problems in `details.problems`, and BODY_TOO_LARGE for too many objects.
 */
export function readDocuments(text: string): KubeObject[] {
  const lines = new LineCounter()
  const options = {
    ...kubectlYaml,
    // document-size.ts looks for that.
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
  } as const
  const parsed = parseAllDocuments(text, options)
  const documents = Array.isArray(parsed) ? parsed : []
  const problems: DocumentProblem[] = []
  const size = emptySize()
  const objects = documents.flatMap((document, index) => {
    const fail = (offset: number, message: string): void => void problems.push({ document: index + 1, ...placeOf(lines, offset), message })
    return readDocument(document, size, fail)
  })
  if (problems.length > 0) {
    const shown = problems.slice(0, mostProblems)
    throw new AppError('BAD_REQUEST', `This YAML cannot be read: ${shown.map(problemText).join(' ')}`, { details: { problems: shown } })
  }
  if (objects.length === 0) throw new AppError('BAD_REQUEST', 'There is no object in this YAML.')
  if (objects.length > mostObjects)
    throw new AppError('BODY_TOO_LARGE', `There are ${objects.length} objects in this YAML; one call applies ${mostObjects} at most.`)
  return objects
}

type Fail = (offset: number, message: string) => void

function readDocument(document: Document.Parsed, size: TextSize, fail: Fail): KubeObject[] {
  // Warnings are of tags that would be read as something else than they say.
  const faults = [...document.errors, ...document.warnings]
  for (const fault of faults) fail(fault.pos[0], fault.message)
  const [start] = document.range
  try {
    addDocument(size, document, fail)
    if (faults.length > 0) return []
    const value = exactValue(document.toJS({ maxAliasCount: 100 }))
    const items = value === null ? [] : itemsOf(value)
    for (const problem of items.map(objectProblem)) if (problem !== null) fail(start, problem)
    return items as KubeObject[]
  } catch (thrown) {
    // An alias without an anchor, too much of anything, a number that JSON does not know.
    fail(start, thrown instanceof Error ? thrown.message : 'It cannot be read.')
    return []
  }
}

function itemsOf(value: unknown): unknown[] {
  const list = asRecord(value)
  return list?.['apiVersion'] === 'v1' && list['kind'] === 'List' && Array.isArray(list['items']) ? list['items'] : [value]
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function problemText({ line, message }: DocumentProblem): string {
  return `line ${line}: ${message.replace(/\.?$/, '.')}`
}
