import type { GraphQLResponse } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import { isErrorCode } from '#errors/codes.ts'
import { asRecord } from './conditions.ts'

type AnswerError = NonNullable<GraphQLResponse['errors']>[number]

/** An error of an answer as an AppError: its code, its own words, and what a Status told, as fromKubeStatus has it. */
export function graphqlError({ message, extensions }: AnswerError): AppError {
  const { code, ...details } = extensions
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', message, { details })
}

/** The data of an answer that has to be whole. Throws AppError by its first error. */
export function wholeData<T>({ data, errors }: GraphQLResponse): T {
  const [first] = errors ?? []
  if (first) throw graphqlError(first)
  return data as T
}

/** When to ask again, where a limit of asking was reached and the answer says so; else null. */
export function comeBackAfterSeconds({ errors }: GraphQLResponse): number | null {
  const refusal = errors?.find(({ extensions }) => extensions.code === 'TOO_MANY_REQUESTS')
  const seconds = asRecord(refusal?.extensions.details)?.['retryAfterSeconds']
  return typeof seconds === 'number' && seconds >= 0 ? seconds : null
}
