import type { GraphQLResponse } from '#contract/graphql.ts'
import { createEventSplitter } from '#domain/event-stream.ts'

/** Reads an event stream of one subscription (graphql-sse, distinct connections): gives each `next`; true once `complete` came. */
export function createEventReader(onAnswer: (answer: GraphQLResponse) => void): (piece: string) => boolean {
  const split = createEventSplitter()
  let isComplete = false
  return piece => {
    for (const { event, data } of split(piece)) {
      if (event === 'next') onAnswer(JSON.parse(data) as GraphQLResponse)
      isComplete ||= event === 'complete'
    }
    return isComplete
  }
}
