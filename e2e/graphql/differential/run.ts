import { setTimeout as delay } from 'node:timers/promises'
import type { Kube } from '../kube.ts'
import type { LiveList } from '../live-list.ts'
import { createRandom } from './random.ts'
import { askViews, followView } from './shown.ts'
import { firstSteps, randomStep, type Step } from './steps.ts'
import { createLister, impersonatedList, mayWatch, type Seen, type View, viewsOf, viewText } from './views.ts'
import { createWorld, letServerRead, type TestUser, type World } from './world.ts'

/** `isShared`: the server at `origin` caches what it reads as itself, for all users. */
export type DifferentialOptions = { origin: string; seed: number; durationMs: number; isShared: boolean }
export type Figures = Record<
  'rounds' | 'steps' | 'rightsSteps' | 'comparisons' | 'fromCache' | 'live' | 'reopened' | 'deltas' | 'slowestMs' | 'slowestRightsMs',
  number
>

/**
 * After this long nothing may be shown that an impersonated LIST does not show: five seconds between two looks at rights, an answer of
 * theirs that was a second old, and a second for two cores to do it.
 */
const promisedMs = 7_000
/** After this long everything is shown. */
const settledMs = 20_000

/** One user's stream of one view. */
type Stream = { user: TestUser; viewIndex: number; list: LiveList }
/** `excess`: shown, and the kube-apiserver does not show it so. */
type Difference = { text: string; excess: boolean }

/**
 * Random rights, random objects, random changes of both; after each round, what every user is shown by lists and by streams is
 * compared with what the kube-apiserver lists for him. Throws with the seed and all steps where they differ for too long.
 */
export async function runDifferential(kube: Kube, { origin, seed, durationMs, isShared }: DifferentialOptions): Promise<Figures> {
  const random = createRandom(seed)
  const figures: Figures = {
    rounds: 0,
    steps: 0,
    rightsSteps: 0,
    comparisons: 0,
    fromCache: 0,
    live: 0,
    reopened: 0,
    deltas: 0,
    slowestMs: 0,
    slowestRightsMs: 0,
  }
  const world = await createWorld(kube, origin)
  if (isShared) await letServerRead(kube, world)
  const views = viewsOf(world)
  const done: string[] = []
  let streams: Stream[] = []
  const runSteps = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) {
      done.push(step.text)
      await step.run(kube)
    }
    const touchesRights = steps.some(step => step.touchesRights)
    const tookMs = await settle(world, kube, views, streams, figures)
    figures.rounds += 1
    figures.steps += steps.length
    if (touchesRights) figures.rightsSteps += 1
    figures.slowestMs = Math.max(figures.slowestMs, touchesRights ? 0 : tookMs)
    figures.slowestRightsMs = Math.max(figures.slowestRightsMs, touchesRights ? tookMs : 0)
  }
  try {
    await runSteps(firstSteps(world, random))
    streams = world.users.flatMap(user => [0, 1, 3, 4, 5, 6].map(viewIndex => ({ user, viewIndex, list: followView(world, views[viewIndex] as View, user) })))
    const deadline = performance.now() + durationMs
    while (performance.now() < deadline) await runSteps(Array.from({ length: 1 + random.below(3) }, () => randomStep(world, random)))
    figures.reopened = streams.reduce((sum, { list }) => sum + list.reopened(), 0)
    figures.deltas = streams.reduce((sum, { list }) => sum + list.types.filter(type => type === 'DELTA').length, 0)
    return figures
  } catch (error) {
    throw new Error(`LATCHKEY_DIFFERENTIAL_SEED=${seed}\n${error instanceof Error ? error.message : String(error)}\nafter\n  ${done.join('\n  ')}`, {
      cause: error,
    })
  } finally {
    await Promise.all(streams.map(({ list }) => list.close()))
    await world.remove()
  }
}

/** Resolves to how long it took until all was equal. */
async function settle(world: World, kube: Kube, views: readonly View[], streams: readonly Stream[], figures: Figures): Promise<number> {
  const startedMs = performance.now()
  for (;;) {
    const askedMs = performance.now() - startedMs
    const differences = (await Promise.all(world.users.map(user => compare(world, kube, views, user, streams, figures)))).flat()
    if (differences.length === 0) return askedMs
    const excess = differences.filter(difference => difference.excess)
    if (askedMs > promisedMs && excess.length > 0) throw new Error(`after ${Math.round(askedMs)} ms is shown what may not be:\n  ${textsOf(excess)}`)
    if (askedMs > settledMs) throw new Error(`after ${Math.round(askedMs)} ms is not equal at rest:\n  ${textsOf(differences)}`)
    await delay(300)
  }
}

const textsOf = (differences: readonly Difference[]): string => differences.map(({ text }) => text).join('\n  ')

async function compare(world: World, kube: Kube, views: readonly View[], user: TestUser, streams: readonly Stream[], figures: Figures): Promise<Difference[]> {
  const list = createLister(kube, user.identity)
  const expected = await Promise.all(views.map(view => impersonatedList(list, world, view)))
  const shown = await askViews(world, views, user)
  figures.comparisons += views.length
  figures.fromCache += shown.sources.filter(from => from === 'CACHE').length
  figures.live += shown.sources.filter(from => from === 'LIVE').length
  const ofLists = views.flatMap((view, index) => {
    const answer = shown.answers[index]
    const label = `${user.label}, list of ${viewText(view)}`
    return answer ? differencesOf(label, expected[index] as Seen, answer) : [{ text: `${label}: no answer (${shown.codes.join(', ')})`, excess: false }]
  })
  const ofStreams = await Promise.all(
    streams
      .filter(stream => stream.user === user)
      .map(async ({ viewIndex, list }) => {
        const [view, wanted] = [views[viewIndex] as View, expected[viewIndex] as Seen]
        const versions = list.versions()
        const label = `${user.label}, stream of ${viewText(view)} (${list.isLive() ? 'live' : `last refused with ${list.refusals.at(-1)}`})`
        // Where nothing may be listed, a stream that shows nothing is right, whether it stands or was refused.
        const differences = differencesOf(
          label,
          { ...wanted, versions: wanted.versions ?? new Map() },
          { versions, denied: list.isLive() ? list.denied() : wanted.denied },
        )
        if (differences.length === 0 || differences.some(difference => difference.excess)) return differences
        return (await mayWatch(kube, world, view, user, wanted.denied)) ? differences : []
      }),
  )
  return [...ofLists, ...ofStreams.flat()]
}

function differencesOf(label: string, expected: Seen, shown: Seen): Difference[] {
  if (expected.versions === null || shown.versions === null) {
    if (expected.versions === shown.versions) return []
    const text =
      expected.versions === null ? `shown (${[...(shown.versions?.keys() ?? [])].join(', ')}), and the cluster denies it` : 'refused, and the cluster allows it'
    return [{ text: `${label}: ${text}`, excess: expected.versions === null }]
  }
  const { versions } = expected
  const excess = [...shown.versions].filter(([key, version]) => versions.get(key) !== version).map(([key, version]) => `${key}@${version}`)
  const missing = [...versions].filter(([key, version]) => shown.versions?.get(key) !== version).map(([key, version]) => `${key}@${version}`)
  const deniedDiffers = [...expected.denied].sort().join() !== [...shown.denied].sort().join()
  return [
    ...(excess.length > 0 ? [{ text: `${label}: shows ${excess.join(', ')} too much`, excess: true }] : []),
    ...(missing.length > 0 ? [{ text: `${label}: lacks ${missing.join(', ')}`, excess: false }] : []),
    ...(deniedDiffers ? [{ text: `${label}: denied are ${shown.denied.join(', ')} and should be ${expected.denied.join(', ')}`, excess: false }] : []),
  ]
}
