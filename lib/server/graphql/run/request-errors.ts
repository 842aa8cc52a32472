import type { GraphQLError } from 'graphql'

/** Errors of GraphQL's own that kept an operation from being run: of its syntax, against the schema, of its variables. They are QUERY_INVALID. */
export class RequestErrors extends Error {
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    super('the operation cannot be run')
    this.errors = errors
  }
}
