import { useCallback, useEffect, useRef, useState } from 'react'
import type { GraphQLRequest, GraphQLResponse } from '#contract/graphql.ts'
import { graphqlPath } from '#contract/graphql-paths.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import type { OperationType } from '#domain/graphql-operations.ts'
import { prettyJson } from '#domain/pretty-json.ts'
import { createFrameBatch } from './frame-batch.ts'
import { requestServer } from './request.ts'
import { readSubscription } from './subscription.ts'

type Errors = NonNullable<GraphQLResponse['errors']>

/** What the last run brought. `text`: of a subscription its newest answers, newest first. `failure`: there was no answer, or no more. */
export type GraphQLRun = {
  state: 'none' | 'running' | 'done'
  text: string
  errors: Errors
  failure: Failure | null
  /** Answers so far. */
  count: number
  /** Until the answer, or of a subscription the last one, was here. */
  tookMs: number
}

const keptAnswers = 50
const idle: GraphQLRun = { state: 'none', text: '', errors: [], failure: null, count: 0, tookMs: 0 }

/** Runs one operation at a time: whatever the author writes, as the signed-in identity. */
export function useGraphqlRun(): { result: GraphQLRun; run: (request: GraphQLRequest, type: OperationType) => void; stop: () => void } {
  const [result, setResult] = useState(idle)
  const running = useRef<AbortController | null>(null)

  const stop = useCallback(() => {
    running.current?.abort()
    running.current = null
    setResult(now => (now.state === 'running' ? { ...now, state: 'done' } : now))
  }, [])
  useEffect(() => () => running.current?.abort(), [])

  const run = useCallback((request: GraphQLRequest, type: OperationType) => {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    const startedMs = performance.now()
    setResult({ ...idle, state: 'running' })
    const update = (change: (now: GraphQLRun) => Partial<GraphQLRun>): void => {
      if (!mine.signal.aborted) setResult(now => ({ ...now, ...change(now), tookMs: performance.now() - startedMs }))
    }
    const reading = type === 'subscription' ? follow(request, update, mine.signal) : ask(request, update, mine.signal)
    reading.then(
      () => update(() => ({ state: 'done' })),
      thrown => update(() => ({ state: 'done', failure: toFailure(thrown) })),
    )
  }, [])

  return { result, run, stop }
}

type Update = (change: (now: GraphQLRun) => Partial<GraphQLRun>) => void

async function ask(request: GraphQLRequest, update: Update, signal: AbortSignal): Promise<void> {
  const response = await requestServer(graphqlPath, { method: 'POST', body: request, signal })
  const text = await response.text()
  const { errors = [] } = JSON.parse(text) as GraphQLResponse
  update(() => ({ text: prettyJson(text), errors, count: 1 }))
}

async function follow(request: GraphQLRequest, update: Update, signal: AbortSignal): Promise<void> {
  const newest: string[] = []
  let count = 0
  const batch = createFrameBatch<GraphQLResponse>(answers => {
    for (const answer of answers) newest.unshift(`# ${++count}\n${JSON.stringify(answer, null, 2)}`)
    newest.splice(keptAnswers)
    const errors = answers.flatMap(answer => answer.errors ?? [])
    update(now => ({ text: newest.join('\n\n'), errors: errors.length > 0 ? errors : now.errors, count }))
  })
  await readSubscription(request, batch.add, signal).finally(batch.flush)
}
