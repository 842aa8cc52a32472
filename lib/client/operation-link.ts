import { isRecord } from '#domain/object-diff.ts'
import { fromBase64url, toBase64url } from './base64url.ts'

/** An operation as somebody writes it, in the terms of GraphQL over HTTP: `variables` as text; `operationName` '' for the only one, or the first. */
export type WrittenOperation = { query: string; variables: string; operationName: string }

/** Whether somebody might not want it in an address, which the browser's history keeps: values of Secrets are in what writes one. */
export function mayHoldSecret({ query, variables }: WrittenOperation): boolean {
  return /secret(?!Name)|stringData/i.test(query + variables)
}

const prefix = '#operation='
/** Characters of a fragment that is written and read: longer links break in mail and chat. */
const mostCharacters = 8_192
/** Bytes that it may be deflated from; a link of a few bytes could hold a thousand times as many. */
const mostBytes = 64 * 1024

/**
 * The operation as fragment of an address: the one part of it that reaches no server, nor its logs. Deflated (RFC 1951), as queries repeat
 * themselves. Null where it is too long for that.
 */
export async function toFragment({ query, variables, operationName }: WrittenOperation): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify({ query, variables, operationName }))
  if (bytes.length > mostBytes) return null
  const deflated = await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer()
  const fragment = prefix + toBase64url(new Uint8Array(deflated))
  return fragment.length > mostCharacters ? null : fragment
}

/** What a fragment holds: undefined where it is not of an operation; null where it is, and cannot be read or is too large. */
export async function readFragment(fragment: string): Promise<WrittenOperation | null | undefined> {
  if (!fragment.startsWith(prefix)) return undefined
  if (fragment.length > mostCharacters) return null
  try {
    const value: unknown = JSON.parse(await inflate(fromBase64url(fragment.slice(prefix.length))))
    return isOperation(value) ? value : null
  } catch {
    return null
  }
}

async function inflate(deflated: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length
    if (size > mostBytes) throw new RangeError(`More than ${mostBytes} bytes`)
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

function isOperation(value: unknown): value is WrittenOperation {
  return isRecord(value) && typeof value['query'] === 'string' && typeof value['variables'] === 'string' && typeof value['operationName'] === 'string'
}
