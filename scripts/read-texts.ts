import { parseSync, Visitor } from 'oxc-parser'

/** What a source says to its reader: `keys` through `t(…)`, `t.count(…)` or `english(…)`, and `bare` past them, each with its line. */
export type SourceTexts = { keys: Said[]; bare: Said[] }
export type Said = { text: string; line: number }

type Node = { type: string; start: number } & Record<string, unknown>

/** Attributes whose value is read by people. */
const readAttributes = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
  'text',
  'message',
  'what',
  'heading',
  'hint',
])
/** What is in them is no language. */
const codeElements = new Set(['code', 'kbd', 'pre', 'samp', 'style'])
/** Names, which are the same in every language. */
const names = /^(?:Latchkey|Kubernetes|YAML|JSON|CSV|UTC|SDL|GraphQL|kubectl|latchkey)$/

export function readTexts(file: string, source: string): SourceTexts {
  const { program } = parseSync(file, source)
  const keys: Said[] = []
  const bare: Said[] = []
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length
  const take = (into: Said[], text: string, at: number): void => void into.push({ text, line: lineOf(at) })
  const takeBare = (text: string, at: number): void => {
    const words = text.replace(/&\w+;/g, ' ').replace(/\s+/g, ' ').trim()
    if (/\p{L}{2}/u.test(words) && !names.test(words)) take(bare, words, at)
  }
  /** Strings that an expression comes to by itself; what it calls for them is looked at where it is called. */
  const takeResult = (node: Node | null | undefined, like = /(?:)/): void => {
    if (!node) return
    if (node.type === 'Literal' && typeof node['value'] === 'string' && like.test(node['value'])) takeBare(node['value'], node.start)
    if (node.type === 'TemplateLiteral' && like.source === '(?:)')
      for (const quasi of node['quasis'] as Node[]) takeBare((quasi['value'] as { cooked: string }).cooked, quasi.start)
    if (node.type === 'ConditionalExpression') for (const side of ['consequent', 'alternate']) takeResult(node[side] as Node, like)
    if (node.type === 'LogicalExpression') for (const side of ['left', 'right']) takeResult(node[side] as Node, like)
    if (node.type === 'ParenthesizedExpression') takeResult(node['expression'] as Node, like)
  }
  const literals = (node: Node | undefined): void => {
    if (!node) return
    if (node.type === 'Literal' && typeof node['value'] === 'string') take(keys, node['value'], node.start)
    if (node.type === 'ConditionalExpression') for (const side of ['consequent', 'alternate']) literals(node[side] as Node)
    if (node.type === 'ParenthesizedExpression') literals(node['expression'] as Node)
  }
  let code = 0
  const inAttribute = new Set<number>()
  const elementName = (node: Node): string => String(((node['openingElement'] as Node)['name'] as Node)['name'] ?? '')
  new Visitor({
    CallExpression(node) {
      const { callee, arguments: given } = node as unknown as { callee: Node; arguments: Node[] }
      if (callee.type === 'Identifier' && (callee['name'] === 't' || callee['name'] === 'english')) literals(given[0])
      if (callee.type !== 'MemberExpression' || (callee['object'] as Node)['name'] !== 't') return
      if ((callee['property'] as Node)['name'] === 'count') for (const each of given.slice(1, 3)) literals(each)
    },
    JSXElement(node) {
      if (codeElements.has(elementName(node as unknown as Node))) code += 1
    },
    'JSXElement:exit'(node) {
      if (codeElements.has(elementName(node as unknown as Node))) code -= 1
    },
    JSXText(node) {
      if (code === 0) takeBare(node.value, node.start)
    },
    JSXExpressionContainer(node) {
      // Of attributes below; a child shows what it comes to.
      if (code === 0 && !inAttribute.has(node.start)) takeResult(node.expression as unknown as Node)
    },
    JSXAttribute(node) {
      const value = node.value as unknown as Node | null
      if (value?.type === 'JSXExpressionContainer') inAttribute.add(value.start)
      const isRead = readAttributes.has(String((node.name as unknown as Node)['name']))
      // Of our own components any may be: a sentence begins with a capital and has a space.
      takeResult(value?.type === 'JSXExpressionContainer' ? (value['expression'] as Node) : value, isRead ? /(?:)/ : /^\p{Lu}.*\s/su)
    },
  }).visit(program)
  return { keys, bare }
}
