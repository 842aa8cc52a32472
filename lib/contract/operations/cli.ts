import { defineOperation, type Operation } from '../operations.ts'
import { cliGetOperations } from './cli-get.ts'

export const cliTreeOperation = defineOperation(
  'CliOwnedTree',
  `query CliOwnedTree($resource: ResourceInput!, $namespace: String, $name: String!) {
  object(resource: $resource, namespace: $namespace, name: $name) {
    kind
    metadata { name namespace uid }
    _health { level word detail }
    _owned(depth: 5) {
      nodes { depth owner health { level word detail } reference { group kind namespace name uid } }
      notSearched { group resource code reason }
      complete
    }
  }
}`,
)

export const cliEventsOperation = defineOperation(
  'CliEvents',
  `query CliEvents($namespace: String, $fieldSelector: String, $after: String) {
  list(resource: {group: "", version: "v1", resource: "events"}, namespace: $namespace, fieldSelector: $fieldSelector, first: 500, after: $after) {
    items { _raw }
    pageInfo { endCursor }
  }
}`,
)

export const cliSearchOperation = defineOperation(
  'CliSearch',
  `query CliSearch($text: String!, $namespaces: [String!]) {
  search(text: $text, namespaces: $namespaces, first: 100) {
    items { object { apiVersion kind metadata { name namespace } _health { level word } } matched }
    total
    notSearched { group resource code reason }
    complete
  }
}`,
)

export const cliWatchOperation = defineOperation(
  'CliWatch',
  `subscription CliWatch($resource: ResourceInput!, $namespace: String, $fieldSelector: String) {
  watch(resource: $resource, namespace: $namespace, fieldSelector: $fieldSelector) {
    type
    isFirst
    isComplete
    columns { name priority }
    changes { type key object { metadata { namespace creationTimestamp } _columns { value } } }
  }
}`,
)

/** What the commands of the CLI ask: known to the server, so that they run where documents of one's own are turned off. */
export const cliOperations: readonly Operation[] = [cliTreeOperation, cliEventsOperation, cliSearchOperation, cliWatchOperation, ...cliGetOperations]
