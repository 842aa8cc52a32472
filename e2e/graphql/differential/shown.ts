import { ask, type Caller } from '../ask.ts'
import { batchFields, keepLiveList, type LiveList } from '../live-list.ts'
import { openSse } from '../sse.ts'
import type { Seen, View } from './views.ts'
import type { TestUser, World } from './world.ts'

type Listed = { items: Array<{ _key: string; metadata: { resourceVersion: string } }>; source: { from: string }; denied: Array<{ namespace: string }> }
/** `answers`: by view; undefined where there was none (the limit on the rate, say), so that nothing can be told from it. */
export type Shown = { answers: Array<Seen | undefined>; sources: string[]; codes: string[] }

const argumentsOf = (world: World, { resource, namespaces, labelSelector, fieldSelector }: View): string =>
  [
    `resource: {group: "${world.group}", version: "${world.version}", resource: "${resource.plural}"}`,
    ...(namespaces === null ? [] : [`namespaces: ${JSON.stringify(namespaces)}`]),
    ...(labelSelector === '' ? [] : [`labelSelector: ${JSON.stringify(labelSelector)}`]),
    ...(fieldSelector === '' ? [] : [`fieldSelector: ${JSON.stringify(fieldSelector)}`]),
  ].join(', ')

/** All views of one user in one operation. */
export async function askViews(world: World, views: readonly View[], user: TestUser): Promise<Shown> {
  const fields = views.map(
    (view, index) =>
      `v${index}: list(${argumentsOf(world, view)}, first: 40) { items { _key metadata { resourceVersion } } source { from } denied { namespace } }`,
  )
  const caller: Caller = { origin: world.origin, token: user.token }
  const answer = await ask<Record<string, Listed | null> | null>(caller, `{ ${fields.join('\n')} }`)
  const answers = views.map((_, index): Seen | undefined => {
    const listed = answer.data?.[`v${index}`]
    if (listed)
      return {
        versions: new Map(listed.items.map(({ _key, metadata }) => [_key, metadata.resourceVersion])),
        denied: listed.denied.map(({ namespace }) => namespace),
      }
    const code = answer.errors.find(({ path }) => path?.[0] === `v${index}`)?.extensions.code
    return code === 'FORBIDDEN' ? { versions: null, denied: [] } : undefined
  })
  return { answers, sources: Object.values(answer.data ?? {}).flatMap(listed => (listed ? [listed.source.from] : [])), codes: answer.codes }
}

/** A subscription to a view, kept open as a client of the contract keeps it. */
export function followView(world: World, view: View, user: TestUser): LiveList {
  const query = `subscription($resumeFrom: String) { watch(${argumentsOf(world, view)}, resumeFrom: $resumeFrom) { ${batchFields} } }`
  return keepLiveList(resumeFrom => openSse({ origin: world.origin, token: user.token }, { query, variables: { resumeFrom } }), 1_000)
}
