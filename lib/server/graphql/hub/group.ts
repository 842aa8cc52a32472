import { setTimeout as delay } from 'node:timers/promises'
import { createSourceEventStream, type ExecutionResult, executeSubscriptionEvent, type GraphQLError } from 'graphql'
import type { ChangeBatch } from '../../cache/scoped-store.ts'
import type { FollowSession } from '../../session/session-signal.ts'
import type { ResponseError } from '../run/response-errors.ts'
import { withinTime } from '../run/within-time.ts'
import { batchNames } from './batch-names.ts'
import { type BatchText, putTogether, type TypedItem, takeApart } from './batch-text.ts'
import { createGroupState, type StateBudget } from './group-state.ts'
import { createHistory } from './history.ts'
import type { MessageQueue } from './message-queue.ts'
import { asksForSecrets, holdsSecrets } from './of-secrets.ts'
import { withResumeFrom } from './resume-argument.ts'
import type { Message, Subscription } from './subscription.ts'

export type GroupDeps = {
  followSession: FollowSession
  budget: StateBudget
  /** Errors of fields, and what the stream itself throws, as answers have them. */
  fieldErrors(errors: readonly GraphQLError[], subscription: Subscription): ResponseError[]
  streamErrors(thrown: unknown, subscription: Subscription): ResponseError[]
  now: () => number
  /** How long one batch may take, milliseconds. */
  timeMs: number
}

export type Reader = { readonly subscription: Subscription; readonly queue: MessageQueue }

/** One stream of batches for all readers of equal subscriptions: each batch is run and serialised once. */
export type Group = {
  /** Whether the reader is taken: what they resume from is here, or all there is. They are then told what they lack, and what comes. */
  join(reader: Reader, token: string | null): boolean
  leave(reader: Reader): void
  /** That a reader has taken all there was for them. */
  taken(): void
}

/** Batches of changes are at least so far apart, milliseconds: what changes in between is merged before it is run. */
const paceMs = 40
/** After a batch of so many changes as many are to be expected. */
const manyChanges = 100
/** A batch that shows nothing new is told after so long all the same, for its token. */
const tokenEveryMs = 10_000

/** A stream for a reader, from `beginsAt` on; null: from a snapshot on. */
export function createGroup(reader: Reader, beginsAt: string | null, deps: GroupDeps, onEnd: () => void): Group {
  const first = reader.subscription
  const names = batchNames(first.args.operation, first.args.fragmentDefinitions)
  const readers = new Set<Reader>([reader])
  /** Who came late, until they have been told all there is. */
  const late = new Set<Reader>()
  let lead = first
  let isWhole = false
  let isFresh = true
  let isFilling = false
  let latest: { batch: ChangeBatch; toldAtMs: number } | null = null
  let snapshot: Message | null = null
  /** The word that nothing was missed, as of what was told last. */
  let nothingMissed: Promise<string> | null = null
  const history = createHistory(deps.now)
  let room: (() => void) | null = null
  const stop = new AbortController()
  const state = createGroupState(deps.budget, () => isWhole)
  /** Of Secrets nothing is kept, not even for another reader. */
  let isPrivate = false
  if (asksForSecrets(first.args)) keepNothing()

  function keepNothing(): void {
    isPrivate = true
    state.release()
    forgetTold()
  }

  function forgetTold(): void {
    history.clear()
    snapshot = null
    nothingMissed = null
  }

  function tell(message: Message): void {
    if (!isPrivate) history.add(message)
    snapshot = null
    nothingMissed = null
    for (const { queue } of readers) queue.push(message)
  }

  async function run(batch: ChangeBatch): Promise<BatchText> {
    const result = await withinTime(stop.signal, deps.timeMs, signal =>
      executeSubscriptionEvent({ ...lead.args, rootValue: batch, contextValue: lead.context(signal), externalAbortSignal: signal }),
    )
    return takeApart(result, result.errors ? deps.fieldErrors(result.errors, lead) : [], names)
  }

  async function show(batch: ChangeBatch): Promise<void> {
    if (!isPrivate && holdsSecrets(batch)) keepNothing()
    if (latest && hasOtherRights(latest.batch, batch)) {
      // What was told before may show what its readers may no longer see; and so may the state, until it has taken this batch.
      forgetTold()
      isFilling = true
    }
    lead.purse.charge(batch.changes.length)
    const text = await run(batch)
    if (stop.signal.aborted) return
    const isSnapshot = batch.type === 'SNAPSHOT'
    const shown: TypedItem[] = text.items === null ? [] : state.take(batch.changes, text.items, isSnapshot && batch.isFirst)
    isFresh = false
    if (isSnapshot) isWhole = batch.isComplete && text.items !== null
    isFilling = isSnapshot && !batch.isComplete
    const before = latest
    const isDue = before === null || deps.now() - before.toldAtMs >= tokenEveryMs
    const isNews = shown.length > 0 || isSnapshot || text.items === null || isDue || hasOtherNews(before.batch, batch)
    // Of a batch that was shown nobody needs the objects any more.
    latest = { batch: { ...batch, changes: [] }, toldAtMs: isNews ? deps.now() : (before?.toldAtMs ?? 0) }
    if (isNews) tell({ text: putTogether(text, shown, names), token: batch.token })
    if (!isFilling) for (const reader of late) orTurnAway(reader, catchUp(reader))
  }

  /** Who cannot be told what they lack is told why, and no more. */
  function orTurnAway(reader: Reader, told: Promise<void>): void {
    told.catch((thrown: unknown) => {
      nothingMissed = null
      if (!late.has(reader) && !readers.has(reader)) return
      reader.queue.push({ text: JSON.stringify({ errors: deps.streamErrors(thrown, reader.subscription) }), token: '' })
      reader.queue.end()
      leave(reader)
    })
  }

  /** All there is, for one who came late: as one batch, run for the fields around the changes alone. */
  async function catchUp(reader: Reader): Promise<void> {
    const at = latest
    const around = at && snapshot === null ? await run({ ...at.batch, type: 'SNAPSHOT', isFirst: true, isComplete: true }) : null
    // Whoever waits through a batch under way, or one that changed rights, is told after it.
    if (isFilling || (at && latest && hasOtherRights(at.batch, latest.batch)) || !late.delete(reader)) return
    readers.add(reader)
    const items = state.all()
    // What was told meanwhile is among the items; the token of before it is good, too.
    if (around && at && items) snapshot ??= { text: putTogether(around, items, names), token: at.batch.token }
    if (snapshot) reader.queue.push(snapshot)
    else reader.queue.miss()
  }

  /** Who came back and lacks nothing hears so: until a first word they cannot know that the stream stands. */
  async function reassure(reader: Reader, at: ChangeBatch): Promise<void> {
    const word = nothingMissed ?? run({ ...at, type: 'DELTA', isFirst: true, isComplete: true }).then(around => putTogether(around, [], names))
    nothingMissed = word
    const text = await word
    // What was told meanwhile is word enough.
    if (nothingMissed === word && readers.has(reader)) reader.queue.push({ text, token: at.token })
  }

  /** Goes on to the next batch when some reader has taken all there was, so that what nobody takes is merged where it comes from. */
  async function pace(batch: ChangeBatch, startedAtMs: number): Promise<void> {
    if (batch.type === 'DELTA')
      await delay(Math.min(paceMs, Math.max(0, paceMs - (deps.now() - startedAtMs))), undefined, { signal: stop.signal }).catch(() => undefined)
    // A change that comes alone is not kept waiting by what was read to begin with, in this tab or another.
    const more = batch.type === 'SNAPSHOT' ? !batch.isComplete : batch.changes.length > manyChanges
    await lead.purse.ready(more ? 'many' : 'few', stop.signal)
    while (!stop.signal.aborted && late.size === 0 && readers.size > 0 && [...readers].every(({ queue }) => !queue.isEmpty))
      await new Promise<void>(resolve => {
        room = resolve
      })
  }

  async function follow(token: string | null, signal: AbortSignal): Promise<void> {
    const args = withResumeFrom(lead.args, token)
    const stream = await createSourceEventStream({ ...args, contextValue: lead.context(signal), externalAbortSignal: undefined })
    if (!(Symbol.asyncIterator in stream)) throw new StreamRefused(stream)
    for await (const batch of stream as AsyncIterable<ChangeBatch>) {
      if (signal.aborted) return
      const startedAtMs = deps.now()
      await show(batch)
      await pace(batch, startedAtMs)
      if (signal.aborted) return
    }
  }

  /** The stream runs as one session at a time. When that one ends, another's goes on from there. */
  async function runStream(): Promise<void> {
    let token = beginsAt
    while (!stop.signal.aborted) {
      const session = deps.followSession(lead.session)
      const signal = AbortSignal.any([stop.signal, session.signal])
      const isSessionOver = (): boolean => session.signal.aborted
      try {
        await follow(token, signal)
        if (!isSessionOver()) return
      } catch (thrown) {
        if (!isSessionOver()) return end(thrown)
      } finally {
        session.release()
      }
      const next = [...readers, ...late].find(({ subscription }) => !subscription.signal.aborted)
      if (!next) return
      lead = next.subscription
      token = latest?.batch.token || null
    }
  }

  function end(thrown: unknown): void {
    if (stop.signal.aborted) return
    const errors = thrown instanceof StreamRefused ? deps.fieldErrors(thrown.result.errors ?? [], lead) : deps.streamErrors(thrown, lead)
    for (const { queue } of [...readers, ...late]) queue.push({ text: JSON.stringify({ errors }), token: '' })
  }

  function close(): void {
    if (stop.signal.aborted) return
    stop.abort()
    room?.()
    state.release()
    for (const { queue } of [...readers, ...late]) queue.end()
    onEnd()
  }

  void Promise.resolve().then(runStream).finally(close)

  function leave(reader: Reader): void {
    if (!readers.delete(reader) && !late.delete(reader)) return
    if (readers.size + late.size === 0) close()
    else room?.()
  }

  return {
    join(reader, token) {
      if (stop.signal.aborted || isPrivate) return false
      const missed = history.since(token)
      if (missed) for (const message of missed) reader.queue.push(message)
      // What was told last is known longer than what was told before it.
      const isUpToDate = latest !== null && !isFilling && token !== null && (missed?.length === 0 || token === latest.batch.token)
      if (isUpToDate && latest) orTurnAway(reader, reassure(reader, latest.batch))
      if (missed || isUpToDate || (isFresh && token === beginsAt)) readers.add(reader)
      else if (!isFilling && state.all() === null) return false
      else {
        late.add(reader)
        if (!isFilling) orTurnAway(reader, catchUp(reader))
      }
      room?.()
      return true
    },
    leave,
    taken: () => room?.(),
  }
}

class StreamRefused extends Error {
  readonly result: ExecutionResult

  constructor(result: ExecutionResult) {
    super('the stream was refused')
    this.result = result
  }
}

function hasOtherRights(before: ChangeBatch, batch: ChangeBatch): boolean {
  return JSON.stringify(before.denied) !== JSON.stringify(batch.denied)
}

function hasOtherNews(before: ChangeBatch, batch: ChangeBatch): boolean {
  return hasOtherRights(before, batch) || JSON.stringify(before.columns) !== JSON.stringify(batch.columns)
}
