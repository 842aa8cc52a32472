import { z } from 'zod'

/** What `cliSearchOperation` gives, the best first. */
export const searchSchema = z.object({
  search: z.object({
    items: z.array(
      z.object({
        object: z.object({
          apiVersion: z.string(),
          kind: z.string(),
          metadata: z.object({ name: z.string(), namespace: z.string().nullable() }),
          _health: z.object({ level: z.string(), word: z.string() }),
        }),
        matched: z.array(z.string()),
      }),
    ),
    total: z.number(),
    notSearched: z.array(z.object({ group: z.string(), resource: z.string(), code: z.string(), reason: z.string() })),
    complete: z.boolean(),
  }),
})
export type Found = z.infer<typeof searchSchema>['search']
