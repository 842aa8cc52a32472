import { GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType } from 'graphql'
import { createBestOf } from '#domain/best-of.ts'
import { type FieldChange, fieldChanges, newestChangeTime } from '#domain/field-changes.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { dateTimeScalar } from '../graphql/schema/scalars.ts'
import { fieldChangeFields } from './changes-field.ts'
import { checkFirst, checkNamespaces, chosenKinds, type KindChoice, kindsArgument, placeArguments } from './chosen-kinds.ts'
import { listableKinds } from './listable-kinds.ts'
import { type NotSearched, notSearchedList } from './not-searched-type.ts'
import type { QueryField } from './object-field.ts'
import { type ReferenceSource, referenceTo, referenceType } from './reference-type.ts'
import { scanKinds } from './scan-kinds.ts'

type RecentChange = FieldChange & { reference: ReferenceSource }
type ChangeListSource = { items: RecentChange[]; searched: number; notSearched: NotSearched[]; complete: boolean }

const bounds = { perKind: 5_000, timeMs: 5_000 }

const recentChangeType = new GraphQLObjectType<RecentChange, GraphQLContext>({
  name: 'RecentChange',
  description: 'The last that a manager did to an object.',
  fields: { ...fieldChangeFields, reference: { type: new GraphQLNonNull(referenceType), description: 'The object.' } },
})

const changeListType = new GraphQLObjectType<ChangeListSource>({
  name: 'ChangeList',
  description: 'Changes over many kinds, newest first.',
  fields: {
    items: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(recentChangeType))) },
    searched: { type: new GraphQLNonNull(GraphQLInt), description: 'Kinds that were looked through.' },
    notSearched: { type: notSearchedList },
    complete: { type: new GraphQLNonNull(GraphQLBoolean), description: 'False where it was cut at 5 s, or in a kind at 5,000 objects.' },
  },
})

type Arguments = KindChoice & { since?: string | null; status: boolean; first: number }

export const recentChangesField: QueryField = {
  description: 'The latest changes of objects of custom kinds, by `metadata.managedFields`: who, what, when. Deleted objects are not in it.',
  type: new GraphQLNonNull(changeListType),
  args: {
    ...placeArguments,
    kinds: kindsArgument,
    since: { type: dateTimeScalar, description: 'Only later ones.' },
    status: {
      type: new GraphQLNonNull(GraphQLBoolean),
      default: { value: true },
      description: 'Whether changes of the status, which controllers make all the time, are in it.',
    },
    first: { type: new GraphQLNonNull(GraphQLInt), default: { value: 50 }, description: '1 to 500.' },
  },
  extensions: { cost: 200, listSize: ({ first }: { first: number }) => first, sizedFields: ['items'] },
  resolve: (_, args: Arguments, context) => recentChanges(args, context),
}

async function recentChanges({ since, status, first, ...choice }: Arguments, context: GraphQLContext): Promise<ChangeListSource> {
  const after = since ? Date.parse(since) : Number.NEGATIVE_INFINITY
  const newest = createBestOf<RecentChange>(checkFirst(first), (a, b) => timeOf(b) - timeOf(a))
  const { open, notSearched } = await listableKinds(context, await chosenKinds(context, choice), checkNamespaces(choice.namespaces))
  const outcome = await scanKinds(context, open, bounds, stored => {
    const object = stored.read()
    if (!isLater(newestChangeTime(object), after)) return
    for (const change of fieldChanges(object)) {
      if (isLater(change.time, after) && (status || change.subresource !== 'status'))
        newest.add({ ...change, reference: referenceTo(stored, 'metadata.managedFields') })
    }
  })
  const cut = outcome.notSearched.some(({ code }) => code === 'TIMEOUT' || code === 'QUERY_TOO_LARGE')
  return { items: newest.best(), searched: outcome.searched, notSearched: [...notSearched, ...outcome.notSearched], complete: !cut }
}

function isLater(time: string | null, after: number): boolean {
  return time !== null && Date.parse(time) > after
}

function timeOf({ time }: RecentChange): number {
  return time === null ? 0 : Date.parse(time)
}
