import { GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type Health, healthReasons, objectHealth } from '#domain/health.ts'
import type { ObjectField } from './object-field.ts'

export const healthLevelType = new GraphQLEnumType({
  name: 'HealthLevel',
  description: 'How an object does, by what it reports of itself.',
  values: {
    OK: { value: 'ok', description: 'Its conditions, its phase or its replicas say that it works.' },
    PROGRESSING: { value: 'progressing', description: 'Being worked on, deleted, or its controller has not seen the newest spec.' },
    WARNING: { value: 'warning', description: 'Works, with a doubt.' },
    FAILING: { value: 'failing', description: 'A condition or phase says that it does not work.' },
    UNKNOWN: { value: 'unknown', description: 'Nothing that it reports tells whether it works. Never taken for OK.' },
  },
})

export type HealthSource = Health & { reasons: string[] }

export const healthType = new GraphQLObjectType<HealthSource>({
  name: 'Health',
  description: 'A verdict on an object, from its conditions, its phase, the replicas that it counts, and whether its controller has seen the newest spec.',
  fields: {
    level: { type: new GraphQLNonNull(healthLevelType) },
    word: { type: new GraphQLNonNull(GraphQLString), description: 'For beside a mark: `Ready`, `Not ready`, `Deleting`.' },
    detail: { type: new GraphQLNonNull(GraphQLString), description: 'One sentence: what the verdict rests on.' },
    reasons: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
      description: 'All that speaks against it, most telling first: conditions, or what falls short. Empty where nothing does.',
    },
  },
})

export const healthField: ObjectField = {
  description: 'How it does, by what it reports of itself.',
  type: new GraphQLNonNull(healthType),
  extensions: { cost: 1 },
  resolve: source => healthOf(source.read()),
}

export function healthOf(object: KubeObject): HealthSource {
  return { ...objectHealth(object), reasons: healthReasons(object) }
}
