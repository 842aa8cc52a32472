import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { EditorView, hoverTooltip } from '@codemirror/view'
import { formNode } from '#domain/form/form-node.ts'
import type { KindSchema } from '#domain/form/schema-document.ts'
import { emptyValue } from '#domain/form/starter.ts'
import { placeAt, schemaAt } from '#domain/form/yaml-place.ts'
import { writeYaml } from '#domain/kubectl-yaml.ts'
import type { Text } from '#domain/text.ts'

/** Names of fields and values to choose from while YAML is written, and what a field is on hover. */
export function schemaHelp(document: KindSchema, t: Text): Extension {
  return [
    autocompletion({ override: [context => complete(document, context, t)], icons: false }),
    hoverTooltip((view, offset) => {
      const line = view.state.doc.lineAt(offset)
      const key = /^(\s*(?:- +)*)([^\s:#][^:#]*?) *:(?: |$)/.exec(line.text)
      const from = line.from + (key?.[1]?.length ?? 0)
      if (!key || offset < from || offset > from + (key[2]?.length ?? 0)) return null
      const { at } = placeAt(view.state.doc.toString(), line.from + key[0].length)
      const schema = schemaAt(document, at)
      if (schema === null) return null
      return { pos: from, above: true, create: () => ({ dom: description(document, schema, t) }) }
    }),
    look,
  ]
}

function complete(document: KindSchema, context: CompletionContext, t: Text): CompletionResult | null {
  const { at, isKey, word, from } = placeAt(context.state.doc.toString(), context.pos)
  if (word === '' && !context.explicit) return null
  const schema = schemaAt(document, at)
  if (schema === null) return null
  const node = formNode(document, schema)
  if (!isKey) {
    const options = node.kind === 'choice' ? node.options : node.kind === 'boolean' ? [true, false] : []
    return options.length === 0 ? null : { from, options: options.map(option => ({ label: String(option), apply: writeYaml(option).trimEnd() })) }
  }
  if (node.kind !== 'object') return null
  const indent = ' '.repeat(columnOf(context, from) + 2)
  return {
    from,
    validFor: /^[\w-]*$/,
    options: node.fields.map(({ name, schema: own, required, description: info }): Completion => {
      const child = formNode(document, own)
      const isNested = child.kind === 'object' || child.kind === 'map' || child.kind === 'list'
      const fallback = emptyValue(document, own)
      const value = isNested
        ? `\n${indent}${child.kind === 'list' ? '- ' : ''}`
        : typeof fallback === 'string' || fallback === null
          ? ' '
          : ` ${JSON.stringify(fallback)}`
      return {
        label: name,
        apply: `${name}:${value}`,
        detail: required ? t('required') : child.kind,
        info: info || undefined,
        boost: required ? 1 : 0,
      } as Completion
    }),
  }
}

function columnOf(context: CompletionContext, from: number): number {
  return from - context.state.doc.lineAt(from).from
}

function description(kind: KindSchema, schema: Parameters<typeof formNode>[1], t: Text): HTMLElement {
  const node = formNode(kind, schema)
  const box = document.createElement('div')
  box.className = 'tooltip'
  const facts = [
    node.kind === 'choice' ? node.options.join(', ') : node.kind,
    node.fallback === undefined ? '' : t('default {value}', { value: JSON.stringify(node.fallback) }),
  ]
  const head = document.createElement('p')
  head.className = 'font-mono text-sm'
  head.textContent = facts.filter(Boolean).join(' · ')
  const body = document.createElement('p')
  body.textContent = node.description || t('The schema says nothing of it.')
  box.append(
    head,
    body,
    ...node.rules.map(({ rule, message }) => Object.assign(document.createElement('p'), { textContent: `${t('Rule:')} ${message || rule}` })),
  )
  return box
}

const look = EditorView.theme({
  '.cm-tooltip': { border: '1px solid var(--line)', borderRadius: '6px', backgroundColor: 'var(--surface)', color: 'var(--text)' },
  '.cm-tooltip.cm-tooltip-hover': { border: '0', backgroundColor: 'transparent' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '260px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--selected)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '360px', padding: '6px 8px', fontFamily: 'var(--font-sans)', whiteSpace: 'pre-wrap' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)' },
})
