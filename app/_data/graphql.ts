import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import type { Operation } from '#contract/operations.ts'
import { comeBackAfterSeconds, wholeData } from '#domain/graphql-answer.ts'
import { requireSession } from './session.ts'

const retries = 3
const longestWaitSeconds = 2

/** The data of an operation of our own, run as the signed-in identity. Where one has asked for a lot lately it waits its turn. Throws AppError by the first error. */
export async function readGraphql<T>(operation: Operation, variables: Record<string, unknown>): Promise<T> {
  const { session, services } = requireSession()
  for (let tried = 0; ; tried += 1) {
    const answer = await services.graphql(session, { id: operation.id, variables })
    const waitSeconds = tried < retries ? comeBackAfterSeconds(answer) : null
    if (waitSeconds === null || waitSeconds > longestWaitSeconds) return wholeData<T>(answer)
    await delay(waitSeconds * 1000)
  }
}
