import { GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType } from 'graphql'
import { createBestOf } from '#domain/best-of.ts'
import { runningKinds } from '#domain/built-in-kinds.ts'
import { type FieldChange, fieldChanges, isLeaseRenewal, newestChangeTime } from '#domain/field-changes.ts'
import { isCustomGroup, resourceKey, type ServedResource } from '#domain/resource.ts'
import { compareResourceVersions } from '#domain/resource-version.ts'
import type { StoredObject } from '../cache/scoped-store.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { dateTimeScalar } from '../graphql/schema/scalars.ts'
import { fieldChangeFields } from './changes-field.ts'
import { checkFirst, checkNamespaces, chosenKinds, type KindChoice, kindsArgument, placeArguments } from './chosen-kinds.ts'
import { listableKinds } from './listable-kinds.ts'
import { type NotSearched, notSearchedList } from './not-searched-type.ts'
import type { QueryField } from './object-field.ts'
import { breathe } from './operation.ts'
import { type ReferenceSource, referenceTo, referenceType } from './reference-type.ts'
import { scanKinds } from './scan-kinds.ts'

type RecentChange = FieldChange & { reference: ReferenceSource }
type MinuteOfChanges = { minute: string; count: number }
type ChangeListSource = { items: RecentChange[]; total: number; perMinute: MinuteOfChanges[]; searched: number; notSearched: NotSearched[]; complete: boolean }

/** Time is what bounds a list that has to be read; one that is cached is gone through in no time, and only its newest objects are parsed. */
const bounds = { perKind: 50_000, timeMs: 5_000, isMetadataEnough }
const mostParsed = 5_000
const minuteMs = 60_000
/** Of a day. */
const mostMinutes = 1_440

const recentChangeType = new GraphQLObjectType<RecentChange, GraphQLContext>({
  name: 'RecentChange',
  description: 'The last that a manager did to an object.',
  fields: { ...fieldChangeFields, reference: { type: new GraphQLNonNull(referenceType), description: 'The object.' } },
})

const minuteType = new GraphQLObjectType<MinuteOfChanges>({
  name: 'ChangesInMinute',
  description: 'How many changes are of one minute.',
  fields: {
    minute: { type: new GraphQLNonNull(dateTimeScalar), description: 'Its beginning.' },
    count: { type: new GraphQLNonNull(GraphQLInt) },
  },
})

const changeListType = new GraphQLObjectType<ChangeListSource>({
  name: 'ChangeList',
  description: 'Changes over many kinds, newest first.',
  fields: {
    items: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(recentChangeType))) },
    total: { type: new GraphQLNonNull(GraphQLInt), description: 'How many there are of what was looked through.' },
    perMinute: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(minuteType))),
      description: `All that \`total\` counts, by minute, the latest first; minutes without any are left out, and those beyond the latest ${mostMinutes}.`,
    },
    searched: { type: new GraphQLNonNull(GraphQLInt), description: 'Kinds that were looked through.' },
    notSearched: { type: notSearchedList },
    complete: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'False where it was cut: at 5 s, in a kind at 50,000 objects, or at the 5,000 that were written last of one that is cached.',
    },
  },
})

type Arguments = KindChoice & { since?: string | null; status: boolean; first: number }

export const recentChangesField: QueryField = {
  description:
    'The latest changes of objects of custom kinds, or of those named, by `metadata.managedFields`: who, what, when. Deleted objects are not in it; of Secrets no fields are told.',
  type: new GraphQLNonNull(changeListType),
  args: {
    ...placeArguments,
    kinds: kindsArgument,
    since: { type: dateTimeScalar, description: 'Only later ones.' },
    status: {
      type: new GraphQLNonNull(GraphQLBoolean),
      default: { value: true },
      description: 'Whether what controllers write all the time is in it: the status, and leases of leaders in an annotation.',
    },
    first: { type: new GraphQLNonNull(GraphQLInt), default: { value: 50 }, description: '1 to 500.' },
  },
  extensions: { cost: 200, listSize: ({ first }: { first: number }) => first, sizedFields: ['items'] },
  resolve: (_, args: Arguments, context) => recentChanges(args, context),
}

async function recentChanges({ since, status, first, ...choice }: Arguments, context: GraphQLContext): Promise<ChangeListSource> {
  const untilMs = performance.now() + bounds.timeMs
  const after = since ? Date.parse(since) : Number.NEGATIVE_INFINITY
  const newest = createBestOf<RecentChange>(checkFirst(first), (a, b) => timeOf(b) - timeOf(a))
  const minutes = new Map<number, number>()
  function look(stored: StoredObject): void {
    const object = stored.read()
    if (!isLater(newestChangeTime(object), after)) return
    for (const change of fieldChanges(object)) {
      if (!isLater(change.time, after) || (!status && (change.subresource === 'status' || isLeaseRenewal(change)))) continue
      const minute = Math.floor(timeOf(change) / minuteMs)
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1)
      newest.add({ ...change, ...(isSecret(stored.resource) ? { paths: [], more: 0 } : {}), reference: referenceTo(stored, 'metadata.managedFields') })
    }
  }
  const cached = new Map<ServedResource, ReturnType<typeof lastWritten>>()
  const { open, notSearched } = await listableKinds(context, await chosenKinds(context, choice), checkNamespaces(choice.namespaces))
  const outcome = await scanKinds(context, open, bounds, stored => {
    if (stored.isParsed) return look(stored)
    const kept = cached.get(stored.resource) ?? lastWritten()
    cached.set(stored.resource, kept)
    kept.add(stored)
  })
  const missed = [...notSearched, ...outcome.notSearched]
  for (const [resource, kept] of cached) {
    const objects = kept.best().reverse()
    const [oldest] = objects
    if (kept.count > mostParsed && oldest && isLater(newestChangeTime(oldest.read()), after)) missed.push(cutAtWritten(resource))
    // What was looked at is let go of: parsed, it is many times as large.
    for (let stored = objects.pop(); stored; stored = objects.pop()) {
      if (performance.now() > untilMs) {
        missed.push({ resource, namespace: null, code: 'TIMEOUT', reason: `Not looked through within ${bounds.timeMs / 1000} s.` })
        break
      }
      look(stored)
      await breathe(context)
    }
  }
  const complete = !missed.some(({ code }) => code === 'TIMEOUT' || code === 'QUERY_TOO_LARGE')
  return { items: newest.best(), total: newest.count, perMinute: latestMinutes(minutes), searched: outcome.searched, notSearched: missed, complete }
}

/** Whatever the order of a list: a resource version tells how late an object was written. */
function lastWritten() {
  return createBestOf<StoredObject>(mostParsed, (a, b) => compareResourceVersions(b.resourceVersion, a.resourceVersion))
}

function cutAtWritten(resource: ServedResource): NotSearched {
  const reason = `Only the ${mostParsed.toLocaleString('en')} objects that were written last were looked at.`
  return { resource, namespace: null, code: 'QUERY_TOO_LARGE', reason }
}

/** Config maps and definitions hold much, and nobody needs them cached; those that are counted are cached anyway. */
function isMetadataEnough(resource: ServedResource): boolean {
  return !isCustomGroup(resource.group) && !runningKinds.has(resourceKey(resource))
}

function isSecret({ group, resource }: ServedResource): boolean {
  return group === '' && resource === 'secrets'
}

function isLater(time: string | null, after: number): boolean {
  return time !== null && Date.parse(time) > after
}

function latestMinutes(minutes: ReadonlyMap<number, number>): MinuteOfChanges[] {
  return [...minutes]
    .sort(([a], [b]) => b - a)
    .slice(0, mostMinutes)
    .map(([minute, count]) => ({ minute: new Date(minute * minuteMs).toISOString().replace('.000Z', 'Z'), count }))
}

function timeOf({ time }: FieldChange): number {
  return time === null ? 0 : Date.parse(time)
}
