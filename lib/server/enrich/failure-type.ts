import { GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql'
import { toAppError } from '#errors/app-error.ts'

/** Why a part of an answer is missing; the rest of it stands. */
export type PartFailure = { code: string; message: string }

export const failureType = new GraphQLObjectType<PartFailure>({
  name: 'Failure',
  description: 'Why a part of the answer is missing. The rest of it stands.',
  fields: {
    code: { type: new GraphQLNonNull(GraphQLString), description: 'Of the closed list of errors (docs/errors).' },
    message: { type: new GraphQLNonNull(GraphQLString), description: 'Of a refusal of the cluster: its own words.' },
  },
})

export function toPartFailure(thrown: unknown): PartFailure {
  const { code, message } = toAppError(thrown)
  return { code, message }
}
