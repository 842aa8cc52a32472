import { z } from 'zod'

/** Where a follower has come to: a resource version of each scope that it sees (`` for the whole cluster), of one selection. */
export type ResumeToken = { of: string; at: Readonly<Record<string, string>> }

const schema = z.strictObject({ of: z.string(), at: z.record(z.string(), z.string().regex(/^\d{1,30}$/)) })

export function writeResumeToken(token: ResumeToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

/** Null for what is none: a follower that cannot go on begins anew. */
export function readResumeToken(text: string | null): ResumeToken | null {
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    return null
  }
}
