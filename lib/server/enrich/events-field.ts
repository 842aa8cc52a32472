import { GraphQLBoolean, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { EventView } from '#domain/event-list.ts'
import { AppError } from '#errors/app-error.ts'
import { dateTimeScalar } from '../graphql/schema/scalars.ts'
import { failureType, type PartFailure, toPartFailure } from './failure-type.ts'
import { objectEvents } from './object-events.ts'
import type { ObjectField } from './object-field.ts'

const most = 200

const eventType = new GraphQLObjectType<EventView>({
  name: 'Event',
  description: 'Something that happened to an object (core/v1 Event). Those of one type, reason and message are one, their counts added up.',
  fields: {
    type: { type: new GraphQLNonNull(GraphQLString), description: '`Normal` or `Warning`.' },
    reason: { type: new GraphQLNonNull(GraphQLString) },
    message: { type: new GraphQLNonNull(GraphQLString) },
    count: { type: new GraphQLNonNull(GraphQLInt) },
    lastSeen: { type: dateTimeScalar, resolve: ({ lastSeen }) => lastSeen || null },
    source: { type: new GraphQLNonNull(GraphQLString), description: "The component that reported it, or ''." },
  },
})

type EventListSource = { items: EventView[]; complete: boolean; failure: PartFailure | null }

const eventListType = new GraphQLObjectType<EventListSource>({
  name: 'EventList',
  description: 'Events about one object, newest first.',
  fields: {
    items: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(eventType))) },
    complete: { type: new GraphQLNonNull(GraphQLBoolean), description: 'False where there are more.' },
    failure: { type: failureType, description: 'Why there are none: you may not list events, for one.' },
  },
})

export const eventsField: ObjectField = {
  description: 'Events about it, newest first. Where you may not list events, `failure` says so.',
  type: new GraphQLNonNull(eventListType),
  args: { first: { type: new GraphQLNonNull(GraphQLInt), default: { value: 20 }, description: `1 to ${most}.` } },
  extensions: { cost: 20, listSize: ({ first }: { first: number }) => Math.min(first, 20), sizedFields: ['items'] },
  resolve: async ({ uid, namespace }, { first }: { first: number }, context): Promise<EventListSource> => {
    try {
      if (first < 1 || first > most) throw new AppError('BAD_REQUEST', `\`first\` is a number from 1 to ${most}.`)
      const { events, complete } = await objectEvents(context, uid, namespace)
      return { items: events.slice(0, first), complete: complete && events.length <= first, failure: null }
    } catch (thrown) {
      return { items: [], complete: false, failure: toPartFailure(thrown) }
    }
  },
}
