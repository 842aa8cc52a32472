/** What a client takes as answer (GraphQL over HTTP §5.1; `events`: GraphQL over SSE, distinct connections). */
export type AnswerType = 'application/json' | 'application/graphql-response+json' | 'text/event-stream'

const known: readonly AnswerType[] = ['text/event-stream', 'application/graphql-response+json', 'application/json']

/** The first of ours that `Accept` names with the highest weight; JSON where it names none, as clients of before the specification do. */
export function answerType(accept: string | undefined): AnswerType {
  let best: { type: AnswerType; weight: number } | null = null
  for (const part of (accept ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase())
    const type = known.find(each => each === name)
    const weight = Number(parameters.find(parameter => parameter.startsWith('q='))?.slice(2) ?? 1) || 0
    if (type && weight > 0 && (best === null || weight > best.weight)) best = { type, weight }
  }
  return best?.type ?? 'application/json'
}
