import { expect, vi } from 'vitest'
import type { Change } from '../../cache/scoped-store.ts'
import type { Session } from '../../services.ts'
import { sessionOf } from '../../testing/session-kit.ts'
import { createSmallGraphQL, type SmallOptions } from './small-graphql.ts'
import { thing } from './small-store.ts'

/** A subscription to the small store. */
export const query = 'subscription($from: String) { watch(resumeFrom: $from) { type isFirst isComplete token changes { type key object { name spec } } } }'
type Shown = {
  data?: { watch: { type: string; token: string; isFirst: boolean; changes: { type: string; key: string; object: unknown }[] } }
  errors?: { extensions: { code: string } }[]
}

/** Readers of subscriptions to the small store, whose streams the test feeds. */
export async function setUp(options: SmallOptions = {}) {
  const kit = await createSmallGraphQL(options)
  /** A reader who takes what comes, unless told to wait. */
  async function read({
    as = sessionOf(),
    from,
    text = query,
    variables = {},
  }: {
    as?: Session
    from?: string
    text?: string
    variables?: Record<string, unknown>
  } = {}) {
    const gone = new AbortController()
    const outcome = await kit.graphql.start(
      as,
      { query: text, variables: from ? { ...variables, from } : variables },
      { requestId: 'r', signal: gone.signal, refuseType: () => null },
    )
    if (outcome.is !== 'stream') throw new Error(String(outcome.json))
    const texts: string[] = []
    const slow = { until: Promise.resolve() }
    const ended = (async () => {
      for await (const { text } of outcome.messages) {
        texts.push(text)
        await slow.until
      }
    })()
    return {
      texts,
      shown: () => texts.map(each => JSON.parse(each) as Shown),
      changes: () => texts.map(each => (JSON.parse(each) as Shown).data?.watch.changes.map(({ type, key }) => `${type} ${key}`)),
      ended,
      leave: () => gone.abort(),
      slow,
    }
  }
  const { followed } = kit.small
  const stream = async (at = 0) => vi.waitFor(() => followed[at] ?? expect.fail('no stream'))
  return { ...kit, read, followed, stream }
}

export const modified = (name: string, spec: unknown, version = '2'): Change => ({ type: 'MODIFIED', object: thing(name, spec, version) })
