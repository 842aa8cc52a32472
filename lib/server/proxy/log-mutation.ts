import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import { sessionFields } from '../http/route.ts'
import type { Session } from '../services.ts'

/** What an identity asked of the kube-apiserver, and what it answered. `path` with its query, which is not logged: it may hold a command. */
export type Mutation = { requestId: string; session: Session; method: string; path: string; answer: { statusCode: number; headers: IncomingHttpHeaders } }

/** One line for everything that may change the cluster. */
export function logMutation(logger: Logger, { requestId, session, method, path, answer }: Mutation): void {
  const line = {
    event: 'mutation',
    requestId,
    ...sessionFields(session),
    method,
    path: path.split('?', 1)[0],
    status: answer.statusCode,
    auditId: answer.headers['audit-id'],
  }
  logger.info(line, 'asked for a change')
}
