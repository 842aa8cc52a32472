import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { AppError } from '#errors/app-error.ts'
import { beyondLatchkey } from '../kube/beyond-latchkey.ts'
import type { AnswerFlow, AnswerReceiver } from '../kube/dispatch-answer.ts'
import { forwardedResponseHeaders } from './proxy-headers.ts'

/** An answer of a told length up to this is written at once, head and body. A refusal that is ours is among them. */
const shortBytes = 16_384
/** The kube-apiserver sends a list object by object; as many pieces as this are one to the client. */
const gatheredBytes = 65_536

/** `finish`: ends what has begun, as if that were all. */
export type AnswerRelay = AnswerReceiver & { finish(): void }

/** Writes an answer of the kube-apiserver as it comes. What it throws, at its end, is an answer that is not for the client. */
export function relayTo(response: ServerResponse, { isStream, basePath }: { isStream: boolean; basePath: string }): AnswerRelay {
  let statusCode = 0
  let headers: IncomingHttpHeaders = {}
  let flow: AnswerFlow | null = null
  let isWhole = false
  let held: Buffer[] = []
  let heldBytes = 0
  let due: NodeJS.Immediate | null = null

  function take(): Buffer {
    const [first] = held
    const bytes = held.length === 1 && first ? first : Buffer.concat(held)
    held = []
    heldBytes = 0
    return bytes
  }

  function flush(): void {
    if (due) clearImmediate(due)
    due = null
    if (heldBytes > 0 && !response.destroyed && !response.write(take())) flow?.pause()
  }

  function finish(): void {
    flush()
    response.end()
  }

  return {
    finish,
    head(status, answered, answerFlow) {
      statusCode = status
      headers = answered
      flow = answerFlow
      isWhole = status === 401 || Number(answered['content-length'] ?? Number.POSITIVE_INFINITY) <= shortBytes
      if (isWhole) return
      response.writeHead(status, forwardedResponseHeaders(answered, basePath))
      // A watch may have no first event for hours; its client has to learn that it stands.
      if (isStream) response.flushHeaders()
      response.on('drain', () => answerFlow.resume())
    },
    data(chunk) {
      if (statusCode === 401) return
      held.push(chunk)
      heldBytes += chunk.length
      if (isWhole) return
      // What has come by now goes on together, before anything else is waited for.
      if (heldBytes >= gatheredBytes) flush()
      else due ??= setImmediate(flush)
    },
    end() {
      if (!isWhole) return finish()
      const body = take()
      refuseOurs(statusCode, body)
      response.writeHead(statusCode, forwardedResponseHeaders(headers, basePath))
      response.end(body)
    },
  }
}

/** Throws where it was Latchkey that the kube-apiserver refused, not the user. */
function refuseOurs(statusCode: number, body: Buffer): void {
  // It is our own credential that was not accepted; a 401 here would tell the browser to sign in again.
  if (statusCode === 401) throw new AppError('NOT_READY', "The kube-apiserver does not accept Latchkey's own credential. Try again in a moment.")
  const beyond = statusCode === 403 && beyondLatchkey(statusCode, body.toString('utf8'))
  if (beyond) throw beyond
}
