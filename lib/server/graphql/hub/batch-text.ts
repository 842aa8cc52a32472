import { randomUUID } from 'node:crypto'
import type { ExecutionResult } from 'graphql'
import type { Change } from '../../cache/scoped-store.ts'
import type { ResponseError } from '../run/response-errors.ts'
import type { BatchNames } from './batch-names.ts'

/** Stand in the JSON text where something is put in later. Nobody outside of this process has seen them, so that no data holds them. */
const typeMark = `type-${randomUUID()}`
const changesMark = `changes-${randomUUID()}`

/** What one change shows: its JSON under each name of `changes`, whatever its type, and its errors with the rest of their paths. */
export type Item = { readonly texts: readonly string[]; readonly errors: readonly ItemError[] }
type ItemError = { readonly error: ResponseError; readonly name: string; readonly rest: readonly (string | number)[] }

/** An answer taken apart. `items` null: it shows no changes, or so much failed that nothing is left of the batch. */
export type BatchText = { readonly head: string; readonly headErrors: readonly ResponseError[]; readonly items: readonly Item[] | null }

/** Takes the answer to one batch apart, each change serialised once. The answer is used up. */
export function takeApart({ data }: ExecutionResult, errors: readonly ResponseError[], { field, changes, types }: BatchNames): BatchText {
  const batch = data?.[field] as Record<string, unknown> | null | undefined
  if (!data || !batch) return { head: JSON.stringify({ data: data ?? null }), headErrors: errors, items: null }
  const shown = changes.filter(name => Array.isArray(batch[name]))
  const lists = shown.map(name => batch[name] as (Record<string, unknown> | null)[])
  const headErrors: ResponseError[] = []
  const itemErrors = new Map<number, ItemError[]>()
  for (const error of errors) {
    const [, name, index, ...rest] = error.path ?? []
    if (typeof name !== 'string' || typeof index !== 'number' || !shown.includes(name)) headErrors.push(error)
    else itemErrors.set(index, [...(itemErrors.get(index) ?? []), { error, name, rest }])
  }
  const items = (lists[0] ?? []).map((_, index): Item => ({ texts: lists.map(list => itemText(list[index], types)), errors: itemErrors.get(index) ?? [] }))
  shown.forEach((name, index) => {
    batch[name] = [changesMark + index]
  })
  return { head: JSON.stringify({ data }), headErrors, items: shown.length > 0 ? items : null }
}

function itemText(item: Record<string, unknown> | null | undefined, types: readonly string[]): string {
  if (!item) return 'null'
  for (const name of types) if (name in item) item[name] = typeMark
  return JSON.stringify(item)
}

export type TypedItem = { readonly item: Item; readonly type: Change['type'] }

/** The text of an answer with these changes and no others. */
export function putTogether({ head, headErrors }: BatchText, items: readonly TypedItem[], names: BatchNames): string {
  const count = items[0]?.item.texts.length ?? names.changes.length
  let text = head
  for (let at = 0; at < count; at += 1) {
    const list = items.map(({ item, type }) => withType(item.texts[at] ?? 'null', type, names)).join(',')
    text = text.replace(`["${changesMark}${at}"]`, () => `[${list}]`)
  }
  const errors = [
    ...headErrors,
    ...items.flatMap(({ item }, index) => item.errors.map(({ error, name, rest }) => moved(error, [names.field, name, index, ...rest]))),
  ]
  return errors.length === 0 ? text : `${text.slice(0, -1)},"errors":${JSON.stringify(errors)}}`
}

function withType(text: string, type: Change['type'], { types }: BatchNames): string {
  return types.length === 0 ? text : text.replaceAll(`"${typeMark}"`, `"${type}"`)
}

function moved(error: ResponseError, path: (string | number)[]): ResponseError {
  return { ...error, path }
}
