import { z } from 'zod'
import type { KubeObject } from '../../lib/contract/kubernetes.ts'

const pageInfo = z.object({ endCursor: z.string().nullable() })
const objectSchema = z.looseObject({ metadata: z.looseObject({ name: z.string() }) }).transform(object => object as KubeObject)

/** What `cliTableOperation` gives: one page. */
export const tablePageSchema = z.object({
  list: z.object({
    columns: z.array(z.object({ name: z.string(), priority: z.number() })),
    items: z.array(z.object({ _key: z.string(), _columns: z.array(z.object({ value: z.string() })) })),
    pageInfo,
  }),
})

/** What `cliObjectsOperation` gives: one page. */
export const objectsPageSchema = z.object({ list: z.object({ items: z.array(z.object({ _raw: objectSchema })), pageInfo }) })

/** What `cliRowOperation` gives. */
export const rowSchema = z.object({
  object: z.object({ _key: z.string(), _columns: z.array(z.object({ name: z.string(), wide: z.boolean(), value: z.string() })) }),
})

/** What `cliObjectOperation` gives. */
export const objectDataSchema = z.object({ object: z.object({ _raw: objectSchema }) })
