import type { Logger } from 'pino'
import { AppError } from '#errors/app-error.ts'
import { logRefused } from '../http/route.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import type { UserClient } from '../kube/user-client.ts'
import { checkKubePath, isStreamRequest } from '../proxy/kube-path.ts'
import type { Session } from '../services.ts'
import type { FrameWriter } from './frame-writer.ts'

/** `open` of a client, and whom to answer. */
export type StreamAsked = { id: number; path: string; accept: string; requestId: string; session: Session; writer: FrameWriter }
export type RelayDeps = { users: UserClient; logger: Logger }

/** One answer of the kube-apiserver as frames, until it ends, is refused, or `signal` aborts. Never throws. */
export async function relayStream(stream: StreamAsked & { signal: AbortSignal }, { users, logger }: RelayDeps): Promise<void> {
  const { id, writer, signal, session } = stream
  try {
    const answer = await users.request(session, {
      method: 'GET',
      path: checkStreamPath(stream.path),
      headers: ['accept', stream.accept],
      body: null,
      signal,
      isStream: true,
    })
    // Throws: a refusal is JSON too.
    if (answer.statusCode >= 300) await readAnswer(answer)
    writer.send({ id, status: answer.statusCode })
    for await (const text of answer.body.setEncoding('utf8')) {
      writer.send({ id, text: String(text) })
      await writer.whenDrained()
      signal.throwIfAborted()
    }
    writer.send({ id, end: true })
  } catch (thrown) {
    // Whoever opened it wants no more of it.
    if (signal.aborted) return
    refuseStream(stream, fromTransportError(thrown), logger)
  }
}

/** Tells the client, under its id and in the one error shape, why there is no answer or no more of it. */
export function refuseStream({ id, path, requestId, session, writer }: StreamAsked, error: AppError, logger: Logger): void {
  const { code, message, details } = error
  writer.send({ id, error: { code, message, requestId, ...(details ? { details } : {}) } })
  logRefused(logger, { requestId, session, method: 'GET', path }, error)
}

function checkStreamPath(path: string): string {
  if (!isStreamRequest(checkKubePath(path)))
    throw new AppError('BAD_REQUEST', 'Only a watch or a log that follows is carried here; ask for anything else under /api/k8s/.')
  return path
}
