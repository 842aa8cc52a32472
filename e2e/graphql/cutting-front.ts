import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer, request as httpsRequest, type Server } from 'node:https'
import { join } from 'node:path'
import { nodePaths } from '../../cluster/one-node/node-paths.ts'

/**
 * A front of the kube-apiserver with its own certificate, in this process: passes everything on, and can do to watches what networks
 * and proxies do to them. What it saw of answers is for the test to judge.
 */
export type CuttingFront = {
  readonly server: string
  /** The next thing that a watch of a path with this part brings ends in the middle, and the connection with it. Resolves once it has. */
  cutMidLine(part: string): Promise<void>
  /** From now on watches of a path with this part bring nothing, as behind a network that carries nothing any more. */
  holdWatches(part: string): void
  /** From now on requests that fit wait, until the function given is called. */
  holdRequests(fits: (request: IncomingMessage) => boolean): () => void
  /** Ends every connection; what is asked from now on goes to another kube-apiserver, and nothing is held. */
  moveTo(target: string): void
  /** Answers of status 410 and watch lines of type ERROR with code 410. */
  gone(): number
  close(): Promise<void>
}

export async function startCuttingFront(target: string): Promise<CuttingFront> {
  const { keys } = nodePaths()
  const key = (name: string): Buffer => readFileSync(join(keys, name))
  let upstream = new URL(target)
  const agent = new Agent({ keepAlive: true, ca: key('ca.crt'), maxSockets: 512 })
  const state = { held: '', toCut: '', gone: 0 }
  let waits: { fits: (request: IncomingMessage) => boolean; over: Promise<void> } | null = null
  let onCut: () => void = () => {}

  const relay = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    if (waits?.fits(asked)) await waits.over
    const { host: _, ...headers } = asked.headersDistinct
    const out = httpsRequest({
      host: upstream.hostname,
      port: upstream.port,
      method: asked.method,
      path: asked.url,
      headers: headers as Record<string, string[]>,
      agent,
    })
    asked.pipe(out)
    out.on('error', () => answer.destroy())
    answer.on('close', () => out.destroy())
    out.on('response', response => {
      if (response.statusCode === 410) state.gone += 1
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders)
      answer.flushHeaders()
      if (!/[?&]watch=(?:1|true)/.test(asked.url ?? '')) return void response.pipe(answer)
      response.on('data', (chunk: Buffer) => {
        if (state.held !== '' && asked.url?.includes(state.held)) return
        if (chunk.includes('"code":410')) state.gone += 1
        if (state.toCut === '' || !asked.url?.includes(state.toCut)) return void answer.write(chunk)
        state.toCut = ''
        // Half a line and the end of the connection, without the last chunk of HTTP/1.1.
        answer.write(chunk.subarray(0, Math.max(1, chunk.length >> 1)), () => answer.socket?.destroy())
        response.destroy()
        onCut()
      })
      response.on('end', () => answer.end()).on('error', () => answer.destroy())
    })
  }
  const server: Server = createServer({ cert: key('kube-apiserver.crt'), key: key('kube-apiserver.key') }, (asked, answer) => void relay(asked, answer))
  server.on('upgrade', (_, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the front has no port')
  return {
    server: `https://127.0.0.1:${address.port}`,
    cutMidLine(part) {
      state.toCut = part
      return new Promise(resolve => {
        onCut = resolve
      })
    },
    holdWatches(part) {
      state.held = part
    },
    holdRequests(fits) {
      const { promise, resolve } = Promise.withResolvers<void>()
      waits = { fits, over: promise }
      return () => {
        waits = null
        resolve()
      }
    },
    moveTo(other) {
      upstream = new URL(other)
      state.held = ''
      server.closeAllConnections()
    },
    gone: () => state.gone,
    async close() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
      await once(server, 'close')
    },
  }
}
