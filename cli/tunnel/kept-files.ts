import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { firstLoadPath, firstLoadSchema } from '../../lib/contract/first-load.ts'
import { parseJson } from '../kube/status.ts'
import type { KubeResponse } from '../kube/transport.ts'
import type { LatchkeyService } from '../services/service-proxy.ts'
import { ownHeaders, returnedResponseHeaders } from './headers.ts'
import { refuseTarget } from './request-path.ts'

/** The list and all of the first page's files together are a few hundred kilobytes; beyond this something is wrong with them, and no more is read. */
const limitBytes = 4 * 1024 * 1024
/** Headers of the one answer to this process, that say nothing of another. */
const ownOfAnswer = ['date', 'content-length', 'set-cookie', 'x-request-id', 'audit-id']

type KeptFile = { headers: Record<string, string | string[]>; body: Buffer }

export type KeptFiles = {
  /** Answers a request for a file that is kept or on its way here. False: the request is for the cluster. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>
  stop(): void
}

/**
 * The files of the first page, fetched while the browser still starts: a page then waits for one way to the cluster, and
 * not for one more for each of its scripts. They are the same for everyone and never change under their names. Whatever
 * fails here is asked for again by the browser, which learns why.
 */
export function keepFirstFiles(service: LatchkeyService, port: number): KeptFiles {
  const ended = new AbortController()
  const files = new Map<string, Promise<KeptFile | null>>()
  const room: Room = { bytesLeft: limitBytes }
  const get: Get = (path, encoding) =>
    service.send({
      method: 'GET',
      path,
      headers: { accept: '*/*', 'accept-encoding': encoding, ...ownHeaders('', `127.0.0.1:${port}`) },
      signal: ended.signal,
    })
  void listed(get, room).then(paths => {
    for (const path of paths) files.set(path, fetched(get, service, path, room))
  })
  return {
    async answer(path, request, response) {
      const kept = files.get(path)
      if (kept === undefined || !takes(request)) return false
      const file = await kept
      if (file === null) return false
      response.writeHead(200, { ...file.headers, 'content-length': file.body.length }).end(file.body)
      return true
    },
    stop: () => ended.abort(),
  }
}

type Get = (path: string, encoding: 'br' | 'identity') => Promise<KubeResponse>
/** What may still be read, of all answers together: they come at the same time. */
type Room = { bytesLeft: number }

/** Nothing where Latchkey is of before there was a list, or is not to be reached. */
async function listed(get: Get, room: Room): Promise<Iterable<string>> {
  try {
    const { status, body } = await get(firstLoadPath, 'identity')
    const list = firstLoadSchema.safeParse(parseJson((await readWithin(body, room)).toString()))
    return status === 200 && list.success ? new Set(list.data.files.filter(path => refuseTarget(path) === null)) : []
  } catch {
    return []
  }
}

async function fetched(get: Get, { prefix }: LatchkeyService, path: string, room: Room): Promise<KeptFile | null> {
  try {
    const answer = await get(path, 'br')
    const body = await readWithin(answer.body, room)
    const headers = returnedResponseHeaders(answer.headers, prefix)
    if (answer.status !== 200 || !String(headers['cache-control']).includes('immutable')) return null
    // Of what is asked for here browsers said that they take this, and no other.
    if (!['br', undefined].includes(headers['content-encoding'] as string | undefined)) return null
    for (const name of ownOfAnswer) delete headers[name]
    return { headers, body }
  } catch {
    return null
  }
}

/** @throws where there is no room for it */
async function readWithin(body: Readable, room: Room): Promise<Buffer> {
  // A body that is left unread fails once more, with nobody waiting for it.
  body.on('error', () => {})
  const chunks: Buffer[] = []
  for await (const chunk of body) {
    room.bytesLeft -= (chunk as Buffer).length
    if (room.bytesLeft < 0) throw new Error('the files are too large to keep')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

/** Parts, comparisons with what a browser has, and browsers without brotli are for Latchkey to answer. */
function takes({ method, headers }: IncomingMessage): boolean {
  const encodings = String(headers['accept-encoding']).split(',')
  return method === 'GET' && headers.range === undefined && headers['if-none-match'] === undefined && encodings.some(one => one.trim() === 'br')
}
