import { z } from 'zod'

const text = z.string().nullish()
/** core/v1 Event, as far as it is printed. */
export const eventSchema = z.looseObject({
  metadata: z.looseObject({ namespace: text }),
  type: text,
  reason: text,
  message: text,
  count: z.number().nullish(),
  firstTimestamp: text,
  lastTimestamp: text,
  eventTime: text,
  series: z.object({ count: z.number().nullish(), lastObservedTime: text }).loose().nullish(),
  involvedObject: z.looseObject({ kind: text, name: text }),
})
export type KubeEvent = z.infer<typeof eventSchema>

/** What `cliEventsOperation` gives: one page. */
export const eventsSchema = z.object({
  list: z.object({ items: z.array(z.object({ _raw: eventSchema })), pageInfo: z.object({ endCursor: z.string().nullable() }) }),
})
