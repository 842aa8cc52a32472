import { z } from 'zod'

const changeSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED']),
  key: z.string(),
  object: z
    .object({
      metadata: z.object({ namespace: z.string().nullish(), creationTimestamp: z.string().nullish() }),
      _columns: z.array(z.object({ value: z.string() })).nullable(),
    })
    .nullable(),
})

/** What `cliWatchOperation` gives, again and again. */
export const watchSchema = z.object({
  watch: z.object({
    type: z.enum(['SNAPSHOT', 'DELTA']),
    isFirst: z.boolean(),
    isComplete: z.boolean(),
    columns: z.array(z.object({ name: z.string(), priority: z.number() })),
    changes: z.array(changeSchema),
  }),
})
export type WatchBatch = z.infer<typeof watchSchema>['watch']
export type WatchedObject = NonNullable<z.infer<typeof changeSchema>['object']>
