import { type OutgoingHttpHeaders, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import type { Duplex } from 'node:stream'
import type { OwnAnswer } from './refusal.ts'

/**
 * Writes the head of an answer (RFC 9112 §4) onto the connection of an upgrade request, which node:http has let go of.
 * @throws where a name or a value could not stand in a head
 */
export function writeRawHead(socket: Duplex, status: number, headers: OutgoingHttpHeaders): void {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`]
  for (const [name, value] of Object.entries(headers)) {
    for (const each of [value ?? []].flat()) {
      validateHeaderName(name)
      validateHeaderValue(name, String(each))
      lines.push(`${name}: ${each}`)
    }
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** A whole answer of the tunnel itself, and the end of the connection. */
export function endRaw(socket: Duplex, { status, headers, body }: OwnAnswer): void {
  writeRawHead(socket, status, { ...headers, connection: 'close' })
  socket.end(body)
  // The end of the other end is only noticed by who reads.
  socket.resume()
}
