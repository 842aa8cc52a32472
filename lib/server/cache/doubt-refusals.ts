import type { Dispatcher } from 'undici'
import { type Readiness, startingError } from '../kube/readiness.ts'
import type { UserClient } from '../kube/user-client.ts'
import type { ListSourceClient } from './list-source.ts'

/** What a kube-apiserver says that is starting: it has not read RBAC, nor custom resources. */
const doubtful = new Set([403, 404, 405])

/** A read whose refusal is believed only of a kube-apiserver that is ready, and says it again. */
async function askTwice(isReady: Readiness, ask: () => Promise<Dispatcher.ResponseData>): Promise<Dispatcher.ResponseData> {
  const answer = await ask()
  if (!doubtful.has(answer.statusCode)) return answer
  await answer.body.dump()
  if (!(await isReady())) throw startingError()
  return ask()
}

/** For reads alone: they may be asked twice. */
export function doubtingUsers(users: UserClient, isReady: Readiness): UserClient {
  return { ...users, request: (caller, request) => askTwice(isReady, () => users.request(caller, request)) }
}

export function doubtingSource(source: ListSourceClient, isReady: Readiness): ListSourceClient {
  return (path, options) => askTwice(isReady, () => source(path, options))
}
