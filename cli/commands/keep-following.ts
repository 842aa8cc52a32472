import { setTimeout as delay } from 'node:timers/promises'
import type { GraphQLResponse } from '../../lib/contract/graphql.ts'
import { toAppError } from '../../lib/errors/app-error.ts'
import type { ErrorCode } from '../../lib/errors/codes.ts'
import { say, type Terminal } from '../io/terminal.ts'
import { followOperation, type Operation } from '../services/graphql.ts'
import { type Access, withSession } from '../services/session.ts'

/** What passes by itself: the next try finds a replica, the cluster or the network again. */
const passing: ReadonlySet<ErrorCode> = new Set(['NOT_READY', 'CLUSTER_UNREACHABLE', 'TIMEOUT'])
/** A minute in all: a kube-apiserver that restarts takes half of it. */
const pausesMs = [250, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000, 10_000, 10_000]

/**
 * Follows a subscription until the server has completed it or the user stops the command. A stream that breaks off is taken up
 * again where it was. @throws AppError where trying again does not help, or did not for a minute
 */
export async function keepFollowing(access: Access, operation: Operation, terminal: Terminal, onResult: (result: GraphQLResponse) => void): Promise<void> {
  const stopped = new AbortController()
  const undo = terminal.onStop(() => stopped.abort())
  let lastEventId = ''
  let failed = 0
  const follow = async (token: string): Promise<void> => {
    for await (const { result, id } of followOperation(access.service, token, operation, { lastEventId, signal: stopped.signal })) {
      failed = 0
      lastEventId = id
      onResult(result)
    }
  }
  try {
    for (;;) {
      try {
        return await withSession(access, follow)
      } catch (thrown) {
        if (stopped.signal.aborted) return
        const pauseMs = pausesMs[failed]
        if (pauseMs === undefined || !passing.has(toAppError(thrown).code)) throw thrown
        if (failed === 0) say(terminal, 'The stream broke off; going on.')
        failed += 1
        await delay(pauseMs, undefined, { signal: stopped.signal }).catch(() => {})
      }
    }
  } finally {
    undo()
  }
}
