import { GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { createBestOf } from '#domain/best-of.ts'
import { cellText } from '#domain/cell-text.ts'
import { type SearchScore, searchScore, searchWords } from '#domain/search-score.ts'
import { AppError } from '#errors/app-error.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { objectInterface } from '../graphql/schema/object-interface.ts'
import { checkFirst, checkNamespaces, chosenKinds, type KindChoice, kindsArgument, placeArguments } from './chosen-kinds.ts'
import { listableKinds } from './listable-kinds.ts'
import { type NotSearched, notSearchedList } from './not-searched-type.ts'
import type { QueryField } from './object-field.ts'
import { scanKinds } from './scan-kinds.ts'

type SearchItem = SearchScore & { object: StoredObject }
type SearchResult = { items: SearchItem[]; total: number; searched: number; notSearched: NotSearched[]; complete: boolean }

const bounds = { perKind: 5_000, timeMs: 5_000 }
const longest = 200

const searchItemType = new GraphQLObjectType<SearchItem>({
  name: 'SearchItem',
  fields: () => ({
    object: { type: new GraphQLNonNull(objectInterface) },
    score: { type: new GraphQLNonNull(GraphQLInt), description: '100: the name itself; 80: the name begins so; 60: it is in the name; less: elsewhere.' },
    matched: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
      description: 'Where the words were found: `name`, `namespace`, `label app`, `column Hosts`, `annotation team`.',
    },
  }),
})

const searchResultType = new GraphQLObjectType<SearchResult>({
  name: 'SearchResult',
  description: 'Objects of many kinds, the best first.',
  fields: {
    items: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(searchItemType))) },
    total: { type: new GraphQLNonNull(GraphQLInt), description: 'Objects that were found, shown or not.' },
    searched: { type: new GraphQLNonNull(GraphQLInt), description: 'Kinds that were looked through.' },
    notSearched: { type: notSearchedList },
    complete: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'False where the search was cut: at 5 s, or in a kind at 5,000 objects. What you may not list does not count.',
    },
  },
})

type Arguments = KindChoice & { text: string; first: number }

export const searchField: QueryField = {
  description:
    'Objects of every custom kind that you may list, by words that all have to be in the name, namespace, labels, printed cells or annotations (the first 256 characters of each).',
  type: new GraphQLNonNull(searchResultType),
  args: {
    text: { type: new GraphQLNonNull(GraphQLString) },
    ...placeArguments,
    kinds: kindsArgument,
    first: { type: new GraphQLNonNull(GraphQLInt), default: { value: 50 }, description: '1 to 500.' },
  },
  extensions: { cost: 200, listSize: ({ first }: { first: number }) => first, sizedFields: ['items'] },
  resolve: (_, args: Arguments, context) => search(args, context),
}

async function search({ text, first, ...choice }: Arguments, context: GraphQLContext): Promise<SearchResult> {
  const words = searchWords(text)
  if (words.length === 0 || text.length > longest) throw new AppError('BAD_REQUEST', `\`text\` is one word or more, of ${longest} characters at most.`)
  const found = createBestOf<SearchItem>(checkFirst(first), compareItems)
  const namespaces = checkNamespaces(choice.namespaces)
  const { open, notSearched } = await listableKinds(context, await chosenKinds(context, choice), namespaces)
  const outcome = await scanKinds(context, open, { ...bounds, search: words.join(' '), inAnnotations: true }, object => {
    const score = searchScore(words, searchable(object)) ?? searchScore(words, { ...searchable(object), annotations: annotationsOf(object) })
    // The list has them fit already, maybe by what is not looked at here.
    found.add({ object, ...(score ?? { score: 1, matched: [] }) })
  })
  const cut = outcome.notSearched.some(({ code }) => code === 'TIMEOUT' || code === 'QUERY_TOO_LARGE')
  return { items: found.best(), total: found.count, searched: outcome.searched, notSearched: [...notSearched, ...outcome.notSearched], complete: !cut }
}

function searchable(object: StoredObject) {
  const { name, namespace, labels, columns, cells } = object
  return { name, namespace, labels, cells: (columns ?? []).map(({ name: column }, index) => ({ column, text: cellText(cells?.[index]) })) }
}

/** Looked at where nothing else fits: an object has to be parsed for them. */
function annotationsOf(object: StoredObject): Readonly<Record<string, string>> {
  return object.read().metadata.annotations ?? {}
}

function compareItems(a: SearchItem, b: SearchItem): number {
  const order = (item: SearchItem) => [item.object.resource.kind, item.object.namespace, item.object.name].join('\n')
  return b.score - a.score || a.object.name.length - b.object.name.length || (order(a) < order(b) ? -1 : 1)
}
