import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument, type Scalar, type YAMLMap } from 'yaml'
import { kubectlYaml, yamlProblem } from '../kubectl-yaml.ts'
import type { FieldSteps } from './check-value.ts'

type Keys = readonly unknown[]
/** A field, and what it is to be. */
export type FieldEdit = readonly [at: FieldSteps, value: unknown]

/** Text of one object that is read and changed by fields; comments, order and quotes stay as they are. */
export type YamlText = {
  /** The object, or undefined where the text is none. Whole numbers beyond 2^53 are bigint. */
  readonly value: unknown
  /** Lines count from 1. */
  readonly problems: readonly { line: number; column: number; message: string }[]
  /** Where a field stands, or what is nearest to it, of a text that can be read; lines count from 1. */
  lineOf(at: FieldSteps): number
  /** The text with fields of other values; undefined removes one, and what is left empty by that. */
  set(...changes: readonly FieldEdit[]): string
}

export function readYamlText(text: string): YamlText {
  const lines = new LineCounter()
  const document = parseDocument(text, { ...kubectlYaml, lineCounter: lines })
  const problems = [...document.errors, ...document.warnings].map(yamlProblem)
  return {
    value: problems.length > 0 ? undefined : toValue(document),
    problems,
    lineOf: at => lines.linePos(offsetOf(document, keysTo(document, at))).line,
    set(...changes) {
      if (changes.length === 0) return text
      // A document is changed in place: each time it begins from the text.
      const changed = parseDocument(text, { ...kubectlYaml, compat: 'yaml-1.1' })
      for (const [at, value] of changes) {
        const keys = keysTo(changed, at)
        if (value === undefined) removeField(changed, keys)
        else setField(changed, keys, value)
      }
      return changed.toString({ lineWidth: 0, indentSeq: isSeqIndented(text), flowCollectionPadding: !/\{[^\s}]/.test(text) })
    },
  }
}

function toValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    return undefined
  }
}

/** Keys as they are read: a number or a boolean may be one, which `value` has as text. */
function keysTo(document: Document, at: FieldSteps): Keys {
  let node: unknown = document.contents
  return at.map(step => {
    const key = isMap(node)
      ? (node.items.map(item => item.key).find(key => isScalar(key) && String(key.value) === String(step)) as Scalar | undefined)
      : undefined
    const name = key === undefined ? step : key.value
    node = isCollection(node) ? node.get(name, true) : undefined
    return name
  })
}

function setField(document: Document, at: Keys, value: unknown): void {
  const known = document.getIn(at, true)
  // A scalar keeps its comment and, of text, its quotes.
  if (isScalar(known) && !isStructure(value) && typeName(value) === typeName(known.value)) {
    // Quotes around nothing say nothing of how a text is to be written.
    if (known.value === '') delete known.type
    known.value = value
    return
  }
  let length = at.length
  while (length > 1 && !isCollection(document.getIn(at.slice(0, length - 1), true))) length -= 1
  const parent = document.getIn(at.slice(0, length - 1), true)
  // Neither do braces around nothing.
  if (isCollection(parent) && parent.items.length === 0) parent.flow = false
  // What leads to it and is not there yet comes with it.
  const nested = at.slice(length).reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [String(step)]: inner }), value)
  document.setIn(at.slice(0, length), document.createNode(nested))
}

function removeField(document: Document, at: Keys): void {
  document.deleteIn(at)
  // The object itself and its first fields stay, however empty.
  for (let length = at.length - 1; length > 1; length -= 1) {
    const parent = document.getIn(at.slice(0, length), true)
    if (!isCollection(parent) || parent.items.length > 0) return
    document.deleteIn(at.slice(0, length))
  }
}

function typeName(value: unknown): string {
  return typeof value === 'bigint' ? 'number' : typeof value
}

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Of a field that is not there, its nearest parent. */
function offsetOf(document: Document.Parsed, at: Keys): number {
  for (let length = at.length; length > 0; length -= 1) {
    const steps = at.slice(0, length)
    const parent = steps.length === 1 ? document.contents : document.getIn(steps.slice(0, -1), true)
    const key = isMap(parent) ? keyOf(parent, steps.at(-1)) : undefined
    const node = key ?? document.getIn(steps, true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return (document.contents as ParsedNode | null)?.range[0] ?? 0
}

function keyOf(map: YAMLMap, name: unknown) {
  return map.items.map(({ key }) => key).find(key => isScalar(key) && key.value === name)
}

/** Both forms are common; kubectl's has lists at the level of their key. */
function isSeqIndented(text: string): boolean {
  const found = /^( *)(?:[^\s#-][^#\n]*|"[^"\n]*"):[ \t]*\n( *)- /m.exec(text)
  return found !== null && (found[2]?.length ?? 0) > (found[1]?.length ?? 0)
}
