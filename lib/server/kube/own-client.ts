import type { Dispatcher } from 'undici'
import { AppError } from '#errors/app-error.ts'
import type { KubeConnection } from './connection.ts'
import { parseJson, readAnswer } from './read-answer.ts'
import { fromTransportError } from './unreachable.ts'

export type OwnRequest = {
  /** PATCH: a JSON merge patch. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query of the kube-apiserver. */
  path: string
  accept?: string
  body?: unknown
  signal?: AbortSignal
  timeoutMs?: number
}

/** Calls as our own ServiceAccount: reviews, discovery, our keyring and our leases. Nothing of a user's goes through here. */
export type OwnClient = {
  /** The parsed JSON of the answer; the caller checks its shape. Throws AppError. */
  json(request: OwnRequest): Promise<unknown>
  /** `onOpen` once the watch stands, then its lines as they come, until it ends or `signal` aborts. Throws AppError where it is refused. */
  watch(path: string, onOpen: () => void, onEvent: (event: unknown) => void, signal: AbortSignal): Promise<void>
}

/** `over`: which of the connections its calls take. */
export function createOwnClient(connection: KubeConnection, over: 'own' | 'vital' = 'own'): OwnClient {
  async function send(request: OwnRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const body = request.body === undefined ? null : JSON.stringify(request.body)
    const headers = [
      ...['authorization', `Bearer ${await connection.token.current()}`],
      ...['accept', request.accept ?? 'application/json'],
      ...(body === null ? [] : ['content-type', request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json']),
    ]
    const answer = await connection[over].request({ method: request.method ?? 'GET', path: connection.basePath + request.path, headers, body, signal })
    if (answer.statusCode === 401) connection.token.drop()
    return answer
  }
  return {
    async json(request) {
      const timeout = AbortSignal.timeout(request.timeoutMs ?? 10_000)
      const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout
      const answer = await send(request, signal).catch(thrown => {
        throw fromTransportError(thrown)
      })
      return readAnswer(answer)
    },
    async watch(path, onOpen, onEvent, signal) {
      const answer = await send({ path }, signal)
      if (answer.statusCode !== 200) return void (await readAnswer(answer))
      onOpen()
      let rest = ''
      for await (const chunk of answer.body.setEncoding('utf8')) {
        const lines = (rest + String(chunk)).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line) onEvent(parseLine(line))
      }
    },
  }
}

// No error of JSON.parse goes on: it quotes what it read, and one of our watches is of the keyring.
function parseLine(line: string): unknown {
  const event = parseJson(line)
  if (event === undefined) throw new AppError('CLUSTER_UNREACHABLE', 'A watch of the kube-apiserver brought something that is not JSON.')
  return event
}
