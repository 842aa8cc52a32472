import type { OperationTypeNode } from 'graphql'

/** What metrics are told. `outcome`: OK, PARTIAL where some fields failed, else the code of the first error. */
export type GraphQLObserver = {
  operation(type: OperationTypeNode | 'introspection' | 'unknown', outcome: string, seconds: number): void
}

/** What metrics ask when they are read. */
export type GraphQLFigures = { subscriptions: number; streams: number; documents: number }
