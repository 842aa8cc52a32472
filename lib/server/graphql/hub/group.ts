import { setTimeout as delay } from 'node:timers/promises'
import { createSourceEventStream, type ExecutionResult, executeSubscriptionEvent, type GraphQLError } from 'graphql'
import type { ChangeBatch } from '../../cache/scoped-store.ts'
import type { FollowSession } from '../../session/session-signal.ts'
import type { ResponseError } from '../run/response-errors.ts'
import { batchNames } from './batch-names.ts'
import { type BatchText, putTogether, type TypedItem, takeApart } from './batch-text.ts'
import { createGroupState, type StateBudget } from './group-state.ts'
import type { MessageQueue } from './message-queue.ts'
import { withResumeFrom } from './resume-argument.ts'
import type { Message, Subscription } from './subscription.ts'

export type GroupDeps = {
  followSession: FollowSession
  budget: StateBudget
  /** Errors of fields, and what the stream itself throws, as answers have them. */
  fieldErrors(errors: readonly GraphQLError[], subscription: Subscription): ResponseError[]
  streamErrors(thrown: unknown, subscription: Subscription): ResponseError[]
  now: () => number
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
/** A batch that shows nothing new is told after so long all the same, for its token. */
const tokenEveryMs = 10_000
/** Messages that those who come back may still lack: how many, and their characters. */
const historyLimit = { count: 64, size: 512 * 1024 }

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
  const history: Message[] = []
  let room: (() => void) | null = null
  const stop = new AbortController()
  const state = createGroupState(deps.budget, () => isWhole)

  function tell(message: Message): void {
    history.push(message)
    while (history.length > historyLimit.count || (history.length > 1 && sizeOf(history) > historyLimit.size)) history.shift()
    snapshot = null
    for (const { queue } of readers) queue.push(message)
  }

  async function run(batch: ChangeBatch): Promise<BatchText> {
    const context = lead.context(stop.signal)
    const result = await executeSubscriptionEvent({ ...lead.args, rootValue: batch, contextValue: context, externalAbortSignal: undefined })
    return takeApart(result, result.errors ? deps.fieldErrors(result.errors, lead) : [], names)
  }

  async function show(batch: ChangeBatch): Promise<void> {
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
    if (!isFilling) for (const reader of late) void replay(reader)
  }

  /** All there is, for one who came late: as one batch, run for the fields around the changes alone. */
  async function replay(reader: Reader): Promise<void> {
    const at = latest
    const around = at && snapshot === null ? await run({ ...at.batch, type: 'SNAPSHOT', isFirst: true, isComplete: true }) : null
    if (!late.delete(reader)) return
    readers.add(reader)
    const items = state.all()
    // What was told meanwhile is among the items; the token of before it is good, too.
    if (around && at && items) snapshot ??= { text: putTogether(around, items, names), token: at.batch.token }
    if (snapshot) reader.queue.push(snapshot)
    else reader.queue.miss()
  }

  /** Goes on to the next batch when some reader has taken all there was, so that what nobody takes is merged where it comes from. */
  async function pace(batch: ChangeBatch, startedAtMs: number): Promise<void> {
    if (batch.type === 'DELTA') await delay(Math.max(0, paceMs - (deps.now() - startedAtMs)), undefined, { signal: stop.signal }).catch(() => undefined)
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

  /** The messages after a token that was told lately; null where it was not. */
  function since(token: string | null): readonly Message[] | null {
    const at = token === null ? -1 : history.findLastIndex(message => message.token === token)
    return at < 0 ? null : history.slice(at + 1)
  }

  return {
    join(reader, token) {
      if (stop.signal.aborted) return false
      const missed = since(token)
      if (missed) for (const message of missed) reader.queue.push(message)
      if (missed || (isFresh && token === beginsAt)) readers.add(reader)
      else if (!isFilling && state.all() === null) return false
      else {
        late.add(reader)
        if (!isFilling) void replay(reader)
      }
      room?.()
      return true
    },
    leave(reader) {
      if (!readers.delete(reader) && !late.delete(reader)) return
      if (readers.size + late.size === 0) close()
      else room?.()
    },
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

function hasOtherNews(before: ChangeBatch | undefined, batch: ChangeBatch): boolean {
  return JSON.stringify([before?.denied, before?.columns]) !== JSON.stringify([batch.denied, batch.columns])
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { text }) => sum + text.length, 0)
}
