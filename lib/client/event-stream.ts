import type { GraphQLResponse } from '#contract/graphql.ts'

/** Reads an event stream of one subscription (graphql-sse, distinct connections): gives each `next`; true once `complete` came. */
export function createEventReader(onAnswer: (answer: GraphQLResponse) => void): (piece: string) => boolean {
  let rest = ''
  let event = ''
  let data: string[] = []
  let isComplete = false
  const takeLine = (line: string): void => {
    if (line === '') {
      if (event === 'next') onAnswer(JSON.parse(data.join('\n')) as GraphQLResponse)
      isComplete ||= event === 'complete'
      event = ''
      data = []
    } else if (line.startsWith('event:')) event = line.slice(6).trim()
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
  }
  return piece => {
    // A line may end in CR, LF or both; the half of a pair waits for the other.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) takeLine(line)
    return isComplete
  }
}
