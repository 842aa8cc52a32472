import { z } from 'zod'

const healthSchema = z.object({ level: z.string(), word: z.string(), detail: z.string() })
const nodeSchema = z.object({
  depth: z.number(),
  /** uid of the one above. */
  owner: z.string(),
  health: healthSchema,
  reference: z.object({ group: z.string(), kind: z.string(), namespace: z.string().nullable(), name: z.string().nullable(), uid: z.string().nullable() }),
})

/** What `cliTreeOperation` gives. Nodes come breadth first. */
export const ownedTreeSchema = z.object({
  object: z.object({
    kind: z.string(),
    metadata: z.object({ name: z.string(), namespace: z.string().nullable(), uid: z.string() }),
    _health: healthSchema,
    _owned: z.object({
      nodes: z.array(nodeSchema),
      notSearched: z.array(z.object({ group: z.string(), resource: z.string(), code: z.string(), reason: z.string() })),
      complete: z.boolean(),
    }),
  }),
})
export type OwnedTree = z.infer<typeof ownedTreeSchema>['object']
export type TreeHealth = z.infer<typeof healthSchema>
