import { z } from 'zod'

/** Where a follower has come to: a resource version of each scope that it sees (`` for the whole cluster), of one selection. */
export type ResumeToken = { of: string; at: Readonly<Record<string, string>> }

const schema = z.strictObject({ of: z.string(), at: z.record(z.string(), z.string().regex(/^\d{1,30}$/)) })

export function writeResumeToken(token: ResumeToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

/**
 * Null for what is none of this selection: a follower that cannot go on begins anew. The resource version of a list (`List.resourceVersion`)
 * is one where the selection has one scope.
 */
export function readResumeToken(text: string | null, of: string, scopes: ReadonlyArray<string | null>): ResumeToken['at'] | null {
  if (text === null) return null
  if (/^\d{1,30}$/.test(text)) return scopes.length === 1 ? { [scopes[0] ?? '']: text } : null
  try {
    const token = schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    return token.of === of ? token.at : null
  } catch {
    return null
  }
}
