import { isRecord } from '../object-diff.ts'
import type { Text } from '../text.ts'
import { type FormNode, formNode } from './form-node.ts'
import type { KindSchema, Schema } from './schema-document.ts'

/** Steps to a field of an object: names, and places in lists. */
export type FieldSteps = readonly (string | number)[]
/** What is wrong with a value, before the cluster is asked. */
export type ValueProblem = { at: FieldSteps; message: string }

const most = 50

/**
 * What the schema of a kind says against an object, by field. It is told early and decides nothing: the kube-apiserver knows more (CEL,
 * admission), and is asked before anything is saved.
 */
export function checkObject(document: KindSchema, object: unknown, t: Text): ValueProblem[] {
  const problems: ValueProblem[] = []
  // What every object has is the kube-apiserver's own.
  check(document, withoutCommon(document.root), isRecord(object) ? withoutCommonFields(object) : object, [], problems, t)
  return problems
}

const common = ['apiVersion', 'kind', 'metadata']

function withoutCommon(root: Schema): Schema {
  const properties = isRecord(root['properties']) ? withoutCommonFields(root['properties']) : {}
  const required = Array.isArray(root['required']) ? root['required'].filter(name => !common.includes(name)) : []
  return { ...root, properties, required }
}

function withoutCommonFields(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !common.includes(name)))
}

function check(document: KindSchema, schema: Schema, value: unknown, at: FieldSteps, problems: ValueProblem[], t: Text): void {
  if (problems.length >= most || value === undefined) return
  const node = formNode(document, schema)
  if (value === null) {
    if (!node.nullable && node.fallback === undefined && node.kind !== 'island') problems.push({ at, message: t('It has no value.') })
    return
  }
  const wrong = shapeProblem(node, value, t)
  if (wrong !== null) {
    problems.push({ at, message: wrong })
    return
  }
  if (node.kind === 'object' && isRecord(value)) checkFields(document, node, value, at, problems, t)
  else if (node.kind === 'map' && isRecord(value))
    for (const [name, child] of Object.entries(value)) check(document, node.value, child, [...at, name], problems, t)
  else if (node.kind === 'list' && Array.isArray(value))
    for (const [index, item] of value.entries()) check(document, node.item, item, [...at, index], problems, t)
}

function checkFields(
  document: KindSchema,
  node: FormNode & { kind: 'object' },
  value: Record<string, unknown>,
  at: FieldSteps,
  problems: ValueProblem[],
  t: Text,
): void {
  const known = new Map(node.fields.map(field => [field.name, field]))
  for (const { name, required, schema: own } of node.fields) {
    if (required && !Object.hasOwn(value, name) && formNode(document, own).fallback === undefined) problems.push({ at: [...at, name], message: t('Required.') })
  }
  for (const { of, options } of node.choices) {
    const given = options.filter(option => option.every(name => Object.hasOwn(value, name)))
    const names = options.map(option => option.reduce((first, second) => t('{first} and {second}', { first, second }))).join(', ')
    if (of === 'one' && given.length !== 1) problems.push({ at, message: t('Exactly one of these is needed: {names}.', { names }) })
    else if (of === 'atMostOne' && given.length > 1) problems.push({ at, message: t('At most one of these may be given: {names}.', { names }) })
    else if (of === 'any' && given.length === 0) problems.push({ at, message: t('One of these is needed at least: {names}.', { names }) })
  }
  for (const [name, child] of Object.entries(value)) {
    const field = known.get(name)
    if (field) check(document, field.schema, child, [...at, name], problems, t)
    else if (!node.open) problems.push({ at: [...at, name], message: t('The schema has no such field.') })
  }
}

/** Why a value is none of its kind, or beyond its limits; null where it is fine. */
export function shapeProblem(node: FormNode, value: unknown, t: Text): string | null {
  switch (node.kind) {
    case 'island':
      return null
    case 'object':
    case 'map':
      return isRecord(value) ? null : t('It is a map of fields.')
    case 'list':
      if (!Array.isArray(value)) return t('It is a list.')
      if (value.length < node.minItems) return t.count(node.minItems, 'It needs {count} item at least.', 'It needs {count} items at least.')
      return value.length > node.maxItems ? t('It takes {count} items at most.', { count: String(node.maxItems) }) : null
    case 'boolean':
      return typeof value === 'boolean' ? null : t('It is true or false.')
    case 'choice':
      return node.options.some(option => option === value) ? null : t('It is one of {options}.', { options: node.options.join(', ') })
    case 'number':
      return numberProblem(node, value, t)
    case 'intOrString':
      if (typeof value !== 'string') return Number.isInteger(value) || typeof value === 'bigint' ? null : t('It is a whole number or text.')
      return patternProblem(node.pattern, value, t)
    case 'text':
      if (typeof value !== 'string') return t('It is text; numbers and true or false are put in quotes.')
      if (value.length < node.minLength)
        return node.minLength === 1 ? t('It must not be empty.') : t('It has {count} characters at least.', { count: String(node.minLength) })
      if (value.length > node.maxLength) return t('It has {count} characters at most.', { count: String(node.maxLength) })
      return patternProblem(node.pattern, value, t)
  }
}

function numberProblem({ isInteger, minimum, maximum }: FormNode & { kind: 'number' }, value: unknown, t: Text): string | null {
  // Whole numbers beyond what JavaScript knows exactly come as bigint.
  if (typeof value !== 'number' && typeof value !== 'bigint') return isInteger ? t('It is a whole number.') : t('It is a number.')
  if (isInteger && typeof value === 'number' && !Number.isInteger(value)) return t('It is a whole number.')
  if (value < minimum) return t('It is {number} at least.', { number: String(minimum) })
  return value > maximum ? t('It is {number} at most.', { number: String(maximum) }) : null
}

function patternProblem(pattern: string, value: string, t: Text): string | null {
  if (pattern === '') return null
  try {
    return new RegExp(pattern, 'u').test(value) ? null : t('It has to match {pattern}.', { pattern })
  } catch {
    // RE2, which the kube-apiserver uses, knows a few things that this does not.
    return null
  }
}
