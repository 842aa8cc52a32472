import { defineOperation, type Operation } from '../operations.ts'

// `live`: what a command prints is the newest, and printed for it.

export const cliTableOperation = defineOperation(
  'CliTable',
  `query CliTable($resource: ResourceInput!, $namespace: String, $after: String) {
  list(resource: $resource, namespace: $namespace, first: 500, after: $after, live: true) {
    columns { name priority }
    items { _key _columns { value } }
    pageInfo { endCursor }
  }
}`,
)

// Whole objects may take a megabyte each, and an answer is one text in the server's memory: fewer at once.
export const cliObjectsOperation = defineOperation(
  'CliObjects',
  `query CliObjects($resource: ResourceInput!, $namespace: String, $first: Int!, $after: String) {
  list(resource: $resource, namespace: $namespace, first: $first, after: $after, live: true) {
    items { _raw }
    pageInfo { endCursor }
  }
}`,
)

export const cliRowOperation = defineOperation(
  'CliRow',
  `query CliRow($resource: ResourceInput!, $namespace: String, $name: String!) {
  object(resource: $resource, namespace: $namespace, name: $name) { _key _columns { name wide value } }
}`,
)

export const cliObjectOperation = defineOperation(
  'CliObject',
  `query CliObject($resource: ResourceInput!, $namespace: String, $name: String!) {
  object(resource: $resource, namespace: $namespace, name: $name) { _raw }
}`,
)

/** What `latchkey get` asks. */
export const cliGetOperations: readonly Operation[] = [cliTableOperation, cliObjectsOperation, cliRowOperation, cliObjectOperation]
