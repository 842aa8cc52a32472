import { Environment } from '@marcbachmann/cel-js'
import { isRecord, ownField, sameValue } from '../object-diff.ts'
import { celObject, celValue } from './cel-value.ts'
import type { FieldSteps } from './check-value.ts'
import { type FieldFacts, formNode } from './form-node.ts'
import type { KindSchema, Schema } from './schema-document.ts'

/** `unknown`: the rule calls what only the kube-apiserver has, or fails where it would be refused for another reason. */
export type RuleVerdict = 'met' | 'broken' | 'unknown'
export type JudgedRule = { at: FieldSteps; rule: string; message: string; verdict: RuleVerdict }

const most = 1_000
const environment = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, homogeneousAggregateLiterals: false })
type Expression = ReturnType<typeof environment.parse>
const parsed = new Map<string, Expression | null>()

/**
 * What the validation rules of a schema (KEP-2876) say of an object, as far as they can be evaluated here; the kube-apiserver's answer to the
 * dry run is what counts. `before`: the object as the cluster has it, null for one that is new: rules on a change are of no interest then.
 */
export function judgeRules(document: KindSchema, object: unknown, before: unknown): JudgedRule[] {
  const judged: JudgedRule[] = []
  if (!isRecord(object)) return judged
  const root = formNode(document, document.root)
  const old = isRecord(before) ? before : undefined
  judge(root.rules, [], celObject(document, root, object), old && celObject(document, root, old), judged)
  for (const { name, schema } of root.kind === 'object' ? root.fields : [])
    if (!ofEveryObject.has(name)) walk(document, schema, ownField(object, name), old && ownField(old, name), [name], judged)
  return judged
}

/** Their schemas have no rules, or are none of the user's. */
const ofEveryObject = new Set(['apiVersion', 'kind', 'metadata', 'status'])

function walk(document: KindSchema, schema: Schema, value: unknown, before: unknown, at: FieldSteps, judged: JudgedRule[]): void {
  if (judged.length >= most || value === undefined || value === null) return
  const node = formNode(document, schema)
  if (node.rules.length > 0)
    judge(node.rules, at, celValue(document, node, value), before === undefined || before === null ? undefined : celValue(document, node, before), judged)
  const old = isRecord(before) ? before : {}
  if (node.kind === 'object' && isRecord(value))
    for (const { name, schema: own } of node.fields) walk(document, own, ownField(value, name), ownField(old, name), [...at, name], judged)
  else if (node.kind === 'map' && isRecord(value))
    for (const [name, child] of Object.entries(value)) walk(document, node.value, child, ownField(old, name), [...at, name], judged)
  else if (node.kind === 'list' && Array.isArray(value))
    for (const [index, item] of value.entries()) walk(document, node.item, item, sameItem(node.keys, item, before), [...at, index], judged)
}

/** What an item was before, where items are told apart by keys; of others there is no before (KEP-2876, transition rules). */
function sameItem(keys: readonly string[], item: unknown, before: unknown): unknown {
  if (keys.length === 0 || !isRecord(item) || !Array.isArray(before)) return undefined
  const isSame = (other: unknown): boolean => isRecord(other) && keys.every(key => sameValue(ownField(other, key), ownField(item, key)))
  return before.find(isSame)
}

function judge(rules: FieldFacts['rules'], at: FieldSteps, self: unknown, oldSelf: unknown, judged: JudgedRule[]): void {
  for (const { rule, message, messageExpression } of rules) {
    if (oldSelf === undefined && /\boldSelf\b/.test(rule)) continue
    const verdict = verdictOf(evaluate(rule, self, oldSelf))
    const said = verdict === 'broken' && message === '' && messageExpression !== '' ? evaluate(messageExpression, self, oldSelf) : message
    judged.push({ at, rule, message: typeof said === 'string' && said !== '' ? said : rule, verdict })
  }
}

function verdictOf(answer: unknown): RuleVerdict {
  return answer === true ? 'met' : answer === false ? 'broken' : 'unknown'
}

/** Undefined where it cannot be evaluated. */
function evaluate(text: string, self: unknown, oldSelf: unknown): unknown {
  try {
    return expressionOf(text)?.({ self, oldSelf })
  } catch {
    return undefined
  }
}

function expressionOf(text: string): Expression | null {
  const known = parsed.get(text)
  if (known !== undefined) return known
  let expression: Expression | null = null
  try {
    expression = environment.parse(text)
  } catch {
    // Of another version of the language.
  }
  parsed.set(text, expression)
  return expression
}
