import './no-eval.ts'
import { z } from 'zod'
import type { ErrorResponse } from './error.ts'

/**
 * Subprotocol of `GET /api/v1/stream`: one WebSocket that carries the answers of many watches and logs that follow, since
 * sockets do not count among the six connections that HTTP/1.1 gives a browser. Frames are JSON text.
 */
export const streamProtocol = 'latchkey.stream.v1'

/** A client's frame is at most so large, in bytes; a larger one closes the socket with 1009. */
export const maxClientFrameBytes = 16 * 1024

/** Streams open at once on one socket; one more is refused as TOO_MANY_REQUESTS. */
export const maxOpenStreams = 64

const idSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
/** What a header can carry. */
const acceptSchema = z.string().regex(/^[\x20-\x7e]{1,512}$/, 'printable ASCII')

/**
 * `open`: GET `path` (a kube-apiserver path whose query makes it a watch or a log that follows), answered under that id
 * from then on. `close`: nothing more under that id. `ping`: answered by a pong, so that a client notices a dead connection.
 */
export const clientFrameSchema = z.union([
  z.strictObject({ open: idSchema, path: z.string(), accept: acceptSchema }),
  z.strictObject({ close: idSchema }),
  z.strictObject({ ping: z.literal(true) }),
])
export type ClientFrame = z.infer<typeof clientFrameSchema>

/**
 * Under an id: `status` once, `text` (the body as it comes, decoded, cut anywhere but inside a code point), then `end`.
 * Or `error` instead of any of them, and nothing after it.
 */
export type ServerFrame =
  | { id: number; text: string }
  | { id: number; status: number }
  | { id: number; end: true }
  | { id: number; error: ErrorResponse['error'] }
  | { pong: true }
