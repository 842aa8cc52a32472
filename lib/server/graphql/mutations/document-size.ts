import { type Document, isAlias, isCollection, isPair, isScalar, type Node } from 'yaml'

/** `nodes`: keys and values; `characters`: of them as text. What aliases stand for counts each time. */
type Size = { nodes: number; characters: number }
/** What the documents of one text are so far, and how much of that by aliases. */
export type TextSize = { all: Size; aliased: Size }
type Fail = (offset: number, message: string) => void

/** JSON of 100,000 nodes is parsed in some 30 ms, in which the main thread does nothing else. */
const most = { nodes: 100_000, aliasedNodes: 10_000, aliasedCharacters: 256 * 1024, depth: 200 }

export function emptySize(): TextSize {
  return { all: { nodes: 0, characters: 0 }, aliased: { nodes: 0, characters: 0 } }
}

/**
 * Adds a document to the size, before anything is made of it: a few lines with aliases can stand for gigabytes. Tells of keys that are twice
 * in a map (the check of the parser compares each with each). Throws Error where it is too much.
 */
export function addDocument(size: TextSize, document: Document.Parsed, fail: Fail): void {
  const anchors = new Map<string, Size>()

  function measure(node: unknown, depth: number): Size {
    if (depth > most.depth) throw new Error(`It is nested deeper than ${most.depth} levels.`)
    if (isAlias(node)) return measureAlias(node.source)
    const own = isCollection(node) ? measureItems(node.items, depth) : { nodes: 1, characters: isScalar(node) ? textLength(node.value) : 0 }
    const anchor = (node as Node | null)?.anchor
    if (anchor !== undefined) anchors.set(anchor, own)
    return own
  }
  function measureAlias(source: string): Size {
    const target = anchors.get(source) ?? { nodes: 1, characters: 0 }
    add(size.aliased, target)
    if (size.aliased.nodes > most.aliasedNodes || size.aliased.characters > most.aliasedCharacters)
      throw new Error(
        `Its aliases stand for more than ${most.aliasedNodes.toLocaleString('en')} fields or ${most.aliasedCharacters / 1024} KiB. Write them out in fewer objects.`,
      )
    return target
  }
  function measureItems(items: readonly unknown[], depth: number): Size {
    const sum = { nodes: 1, characters: 0 }
    const keys = new Set<unknown>()
    for (const item of items) {
      if (!isPair(item)) {
        add(sum, measure(item, depth + 1))
        continue
      }
      if (isScalar(item.key)) {
        if (keys.has(item.key.value)) fail(item.key.range?.[0] ?? 0, 'Map keys must be unique')
        keys.add(item.key.value)
      }
      add(sum, measure(item.key, depth + 1))
      add(sum, measure(item.value, depth + 1))
    }
    return sum
  }

  add(size.all, measure(document.contents, 0))
  if (size.all.nodes > most.nodes) throw new Error(`More than ${most.nodes.toLocaleString('en')} fields are too much for one text. Send it in pieces.`)
}

function add(sum: Size, { nodes, characters }: Size): void {
  sum.nodes += nodes
  sum.characters += characters
}

function textLength(value: unknown): number {
  return typeof value === 'string' ? value.length : 8
}
