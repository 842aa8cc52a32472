import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { yamlFilesAt } from './yaml-files.ts'

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    ownerReferences: z.array(z.looseObject({ apiVersion: z.string(), kind: z.string(), name: z.string(), uid: z.string().optional() })).optional(),
  }),
})
export type DemoObject = z.infer<typeof objectSchema>

const secondsPerUnit: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }

/**
 * `now`, `now-90m`, `now+60d` as an RFC 3339 time, so that the content never grows old; other text as it is.
 * @param at - milliseconds since the epoch
 */
export function resolveTime(text: string, at: number): string {
  const match = /^now(?:([+-])(\d+)([smhd]))?$/.exec(text)
  if (match === null) return text
  const [, sign, amount = '0', unit = 's'] = match
  const offset = Number(amount) * (secondsPerUnit[unit] ?? 1) * (sign === '-' ? -1 : 1)
  return new Date(at + offset * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Every document of the YAML files at a path (a file or a folder), times resolved. */
export function readObjects(path: string, at: number = Date.now()): DemoObject[] {
  return yamlFilesAt(path).flatMap(file =>
    parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
      if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`)
      const value: unknown = document.toJS({ reviver: (_key, inner) => (typeof inner === 'string' ? resolveTime(inner, at) : inner) })
      if (value === null) return []
      const parsed = objectSchema.safeParse(value)
      if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
      return [parsed.data]
    }),
  )
}
