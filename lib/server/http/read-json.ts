import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { AppError } from '#errors/app-error.ts'

const maxBodyBytes = 256 * 1024

/**
 * The JSON body of a request, as the schema parses it. Throws UNSUPPORTED_MEDIA_TYPE for anything but application/json
 * (a form cannot send that), BODY_TOO_LARGE, BAD_REQUEST. No message quotes the body: it may hold a credential.
 */
export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(parseJson(await readJsonText(request, maxBodyBytes)))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.')
  throw new AppError('BAD_REQUEST', `The request body is not as documented${where ? ` at '${where}'` : ''}: ${issue?.message ?? 'unknown'}.`)
}

/** The body of a request that says that it is JSON. Throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, BAD_REQUEST as readJson does. */
export async function readJsonText(request: IncomingMessage, maxBytes: number): Promise<string> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'The request body has to be JSON, with Content-Type: application/json.')
  const tooLarge = new AppError('BODY_TOO_LARGE', `The request body is larger than ${maxBytes / 1024} KiB.`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else reject(tooLarge)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
    request.on('close', () => reject(new AppError('BAD_REQUEST', 'The request ended before its body did.')))
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('BAD_REQUEST', 'The request body is not JSON.')
  }
}
