import { type DirectiveNode, type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { GraphQLLimits } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import { type Excess, refuseExcess } from './refuse.ts'

/** What a document asks for by its text alone. `depth` and `rootFields` of its largest operation, fragments put in; the rest of all of it. */
export type DocumentBounds = { depth: number; rootFields: number; aliases: number; directives: number; repeats: number }

/** A selection set with its fragments put in: how deep it goes, and how often each name stands in it. */
type Measured = { depth: number; names: ReadonlyMap<string, number> }

/**
 * Measured before anything else is done with a document, in time that its length bounds: each fragment is looked at once, however often it is
 * spread. Throws QUERY_INVALID for fragments that spread themselves.
 */
export function measureDocument(document: DocumentNode): DocumentBounds {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const measured = new Map<string, Measured | 'begun'>()
  const bounds: DocumentBounds = { depth: 0, rootFields: 0, aliases: 0, directives: 0, repeats: 0 }

  function fragment(name: string): Measured {
    const known = measured.get(name)
    if (known === 'begun') throw new AppError('QUERY_INVALID', `The fragment '${name.slice(0, 100)}' spreads itself.`)
    if (known) return known
    const definition = fragments.get(name)
    measured.set(name, 'begun')
    count(definition?.directives)
    const found = definition ? selection(definition.selectionSet) : { depth: 0, names: new Map<string, number>() }
    measured.set(name, found)
    return found
  }

  function selection({ selections }: SelectionSetNode): Measured {
    const names = new Map<string, number>()
    let depth = 0
    for (const node of selections) {
      const inside = selected(node)
      depth = Math.max(depth, inside.depth)
      for (const [name, times] of inside.names) {
        if (names.has(name)) bounds.repeats += times
        names.set(name, (names.get(name) ?? 0) + times)
      }
    }
    return { depth, names }
  }

  function selected(node: SelectionNode): Measured {
    count(node.directives)
    if (node.kind === Kind.FRAGMENT_SPREAD) return fragment(node.name.value)
    if (node.kind === Kind.INLINE_FRAGMENT) return selection(node.selectionSet)
    if (node.alias) bounds.aliases += 1
    const below = node.selectionSet ? selection(node.selectionSet).depth : 0
    return { depth: below + 1, names: new Map([[(node.alias ?? node.name).value, 1]]) }
  }

  function count(directives: readonly DirectiveNode[] = []): void {
    bounds.directives += directives.length
  }

  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragment(definition.name.value)
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    count(definition.directives)
    for (const { directives } of definition.variableDefinitions ?? []) count(directives)
    const { depth, names } = selection(definition.selectionSet)
    bounds.depth = Math.max(bounds.depth, depth)
    bounds.rootFields = Math.max(
      bounds.rootFields,
      [...names.values()].reduce((sum, times) => sum + times, 0),
    )
  }
  return bounds
}

const excesses: readonly Pick<Excess & { limit: keyof DocumentBounds }, 'limit' | 'what' | 'instead'>[] = [
  { limit: 'depth', what: 'The document nests its fields too deep', instead: 'Ask for less depth, or for the rest in another operation.' },
  { limit: 'rootFields', what: 'The operation has too many fields at its top', instead: 'Split it into several operations.' },
  {
    limit: 'aliases',
    what: 'The document has too many aliases',
    instead: 'Split it into several operations, or ask for lists in the place of single objects.',
  },
  { limit: 'directives', what: 'The document has too many directives', instead: 'Leave some out.' },
  { limit: 'repeats', what: 'The document names fields again beside themselves too often', instead: 'Name each field once in each selection.' },
]

/** Throws QUERY_TOO_LARGE for the first limit that a document is beyond. */
export function checkBounds(bounds: DocumentBounds, limits: GraphQLLimits): void {
  for (const excess of excesses) {
    const [value, max] = [bounds[excess.limit], limits[excess.limit]]
    if (value > max) throw refuseExcess({ ...excess, value, max })
  }
}
