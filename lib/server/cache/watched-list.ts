import { setTimeout as delay } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { ServedResource } from '#domain/resource.ts'
import { AppError, toAppError } from '#errors/app-error.ts'
import type { ErrorCode } from '#errors/codes.ts'
import { readAnswer } from '../kube/read-answer.ts'
import type { Share } from './byte-budget.ts'
import { Expired, NoStreamedList, Refused, refusalOf } from './list-failure.ts'
import { createListIndex, type ListIndex } from './list-index.ts'
import { type ListSourceClient, listPath } from './list-source.ts'
import { createListStage, type ListStage } from './list-stage.ts'
import { readLines } from './read-lines.ts'
import { readWholeList } from './read-list.ts'
import { ownRow, toRow } from './row.ts'
import { createSlicer } from './slicer.ts'
import { decodeWatchLine, type WatchLine } from './table-row.ts'

/**
 * FILLING: not read whole yet. SYNCED: it is what the kube-apiserver has, up to the time of a watch; `isCurrent` says whether that
 * stands. BROKEN: it ended, for good.
 */
export type ListState = { is: 'FILLING' } | { is: 'SYNCED' } | { is: 'BROKEN'; code: ErrorCode; reason: string }

/** A list of the kube-apiserver with all that changed since, for as long as it is wanted. */
export type WatchedList = {
  readonly resource: ServedResource
  readonly namespace: string | null
  readonly index: ListIndex
  state(): ListState
  /** Synced, and the watch stands, or has been down for no more than `graceMs`. */
  isCurrent(): boolean
  /** Milliseconds since it was current; 0 while it is. */
  staleMs(): number
  /** By how much the clock of the kube-apiserver is ahead of ours. */
  clockSkewMs(): number
  /** Resolves when it is synced or broken, or `signal` aborts, after `ms` at the latest. */
  settled(ms: number, signal?: AbortSignal): Promise<void>
  /** Milliseconds since the kube-apiserver last gave something of it. */
  quietMs(): number
  /** Told when it breaks. Returns how to stop. */
  onBroken(listener: () => void): () => void
  /** To be called about each second: ends a connection on which nothing was heard for too long. */
  tick(): void
  close(): void
}

export type WatchedListDeps = {
  source: ListSourceClient
  resource: ServedResource
  namespace: string | null
  share: Share
  now: () => number
  log: (event: string, details: Record<string, unknown>) => void
}

/** A list that nobody waits for is begun so much later: reading all of it takes from everyone what the page that asked for it needs. Shown, it follows the list. */
const beginsInMs = 1_500
/** How long after its watch was lost a list still counts as current: a watch is renewed every few minutes, and that takes a moment. */
export const graceMs = 3_000
/** Bookmarks come about once a minute (apiserver storage/cacher bookmarkFrequency). */
const silentMs = 100_000
const fillingSilentMs = 15_000
/** A watch is answered at once, and what it brings comes later. On a connection that died nothing ever comes. */
const openingMs = 8_000
/** A watch that was opened again first brings what was missed, and that at once. */
const settleMs = 300
/** Bytes of growth between two looks at the budget. */
const budgetStep = 256 * 1024
const firstRetryMs = 200
const longestRetryMs = 5_000

export function watchList({ source, resource, namespace, share, now, log }: WatchedListDeps): WatchedList {
  const index = createListIndex()
  const stop = new AbortController()
  const settledWaiting = new Set<() => void>()
  const brokenListeners = new Set<() => void>()
  let state: ListState = { is: 'FILLING' }
  let connection = new AbortController()
  let heardAtMs = now()
  let gaveAtMs = now()
  /** Since when the watch stands; null while it does not. */
  let openSinceMs: number | null = null
  /** What a watch brings comes in order, so one that gave something goes on from where it was. */
  let hasGiven = false
  let currentUntilMs = now()
  let clockSkewMs = 0
  let isListStreamed = true
  let needsList = true
  let bytesAtLook = 0

  const isOpen = (): boolean => openSinceMs !== null && (hasGiven || now() - openSinceMs >= settleMs)
  function settle(next: ListState): void {
    state = next
    for (const tell of settledWaiting) tell()
  }
  /** Whether it was any good. */
  function lostWatch(): boolean {
    const wasOpen = isOpen()
    if (wasOpen) currentUntilMs = now()
    openSinceMs = null
    hasGiven = false
    return wasOpen
  }
  function checkBudget(bytes: number, always = false): void {
    if (!always && Math.abs(bytes - bytesAtLook) < budgetStep) return
    bytesAtLook = bytes
    if (share.take(bytes) === null) return
    // Orders can be made again; a list that ends takes what its followers see with it.
    const kept = bytes - index.orders.bytes
    index.orders.clear()
    const refusal = share.take(kept)
    if (refusal !== null) throw new Refused('TOO_MANY_REQUESTS', refusal)
  }

  async function open(parameters: Readonly<Record<string, string>>): Promise<Dispatcher.ResponseData> {
    connection = new AbortController()
    heardAtMs = now()
    // Of different lengths, so that not all lists are opened again at once.
    const timeoutSeconds = String(300 + Math.floor(Math.random() * 300))
    const path = listPath(resource, namespace, { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds, ...parameters })
    const opening = setTimeout(() => connection.abort(new AppError('TIMEOUT', 'The kube-apiserver does not begin to answer.')), openingMs).unref()
    const answer = await source(path, { isStream: true, signal: AbortSignal.any([stop.signal, connection.signal]) }).finally(() => clearTimeout(opening))
    if (answer.statusCode >= 300) await readAnswer(answer)
    const date = Date.parse(String(answer.headers['date'] ?? ''))
    // The header is cut to whole seconds.
    if (!Number.isNaN(date)) clockSkewMs = Math.abs(date + 500 - now()) < 1_500 ? 0 : date + 500 - now()
    return answer
  }

  /** Reads the lines of a watch until it ends. */
  async function follow(answer: Dispatcher.ResponseData, onLine: (line: WatchLine) => void): Promise<void> {
    const slicer = createSlicer()
    for await (const bytes of readLines(answer.body)) {
      heardAtMs = gaveAtMs = now()
      const line = decodeWatchLine(bytes)
      if (line.is === 'error') throw line.code === 410 ? new Expired(line.message) : new AppError('CLUSTER_UNREACHABLE', line.message)
      onLine(line)
      if (slicer.isDue()) await slicer.pause()
    }
  }

  function applyLine(line: WatchLine): void {
    hasGiven = true
    if (line.is === 'bookmark') index.advance(line.resourceVersion)
    if (line.is !== 'change') return
    const row = ownRow(toRow(line.row, now()))
    index.change(row.key, line.type === 'DELETED' ? null : row, line.row.object, row.resourceVersion)
    checkBudget(index.bytes)
  }

  function finish(stage: ListStage, resourceVersion: string, isWatched: boolean): void {
    index.replaceAll(stage.rows, stage.columns(), resourceVersion)
    needsList = false
    currentUntilMs = now()
    openSinceMs = isWatched ? now() - settleMs : null
    checkBudget(index.bytes, true)
    settle({ is: 'SYNCED' })
  }

  async function streamList(): Promise<void> {
    const answer = await open({ sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' }).catch((thrown: unknown) => {
      const { code } = toAppError(thrown)
      throw code === 'BAD_REQUEST' || code === 'INVALID' ? new NoStreamedList() : thrown
    })
    const stage = createListStage(index, checkBudget)
    let isWhole = false
    const noEnd = setInterval(() => {
      if (isWhole || now() - heardAtMs < fillingSilentMs) return
      isListStreamed = false
      connection.abort()
    }, 1_000).unref()
    try {
      await follow(answer, line => {
        if (line.is !== 'error') stage.setColumns(line.columns)
        if (isWhole) return applyLine(line)
        if (line.is === 'bookmark') {
          // Some servers take no notice of what was asked for, and then there is no end.
          if (!line.endsInitialEvents) throw new NoStreamedList()
          isWhole = true
          return finish(stage, line.resourceVersion, true)
        }
        if (line.is !== 'change') return
        const row = toRow(line.row, now())
        if (line.type === 'DELETED') stage.drop(row.key)
        else stage.put(row)
      })
      if (!isWhole) throw new AppError('CLUSTER_UNREACHABLE', 'The list was cut off.')
    } catch (thrown) {
      throw isListStreamed || isWhole ? thrown : new NoStreamedList()
    } finally {
      clearInterval(noEnd)
    }
  }

  async function readPages(): Promise<void> {
    connection = new AbortController()
    const stage = createListStage(index, checkBudget)
    for await (const event of readWholeList(source, resource, namespace, {}, AbortSignal.any([stop.signal, connection.signal]))) {
      heardAtMs = gaveAtMs = now()
      if (event.is === 'columns') stage.setColumns(event.columns)
      else if (event.is === 'row') stage.put(event.row)
      else finish(stage, event.resourceVersion, false)
    }
  }

  async function watchOn(): Promise<void> {
    const answer = await open({ resourceVersion: index.resourceVersion })
    openSinceMs = now()
    await follow(answer, applyLine)
  }

  async function connect(): Promise<void> {
    if (needsList && isListStreamed) return streamList()
    if (needsList) await readPages()
    return watchOn()
  }

  async function run(): Promise<void> {
    for (let failed = 0; !stop.signal.aborted; ) {
      const thrown = await connect().then(
        () => null,
        (error: unknown) => error ?? new Error('unknown'),
      )
      const wasOpen = lostWatch()
      if (stop.signal.aborted) return
      if (thrown instanceof NoStreamedList) {
        isListStreamed = false
        continue
      }
      const refused = refusalOf(thrown)
      if (refused) return end(refused)
      if (thrown instanceof Expired || (thrown instanceof AppError && thrown.code === 'GONE')) needsList = true
      if (thrown) log('watch-lost', { err: thrown })
      failed = wasOpen ? 0 : failed + 1
      await delay(retryMs(failed), undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
    }
  }

  function end({ code, message }: Refused): void {
    if (code === 'TOO_MANY_REQUESTS') log('list-ended', { code, reason: message })
    clearTimeout(beginning)
    stop.abort()
    share.release()
    settle({ is: 'BROKEN', code, reason: message })
    for (const listener of brokenListeners) listener()
  }

  let isBegun = false
  function begin(): void {
    clearTimeout(beginning)
    if (!isBegun && !stop.signal.aborted) void run()
    isBegun = true
  }
  const beginning = setTimeout(begin, beginsInMs).unref()

  return {
    resource,
    namespace,
    index,
    state: () => state,
    isCurrent() {
      return state.is === 'SYNCED' && (isOpen() || now() - currentUntilMs < graceMs)
    },
    staleMs: () => (isOpen() ? 0 : Math.max(0, now() - currentUntilMs)),
    clockSkewMs: () => clockSkewMs,
    settled(ms, signal) {
      if (state.is !== 'FILLING' || signal?.aborted) return Promise.resolve()
      begin()
      return new Promise(resolve => {
        const tell = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', tell)
          settledWaiting.delete(tell)
          resolve()
        }
        const timer = setTimeout(tell, ms)
        signal?.addEventListener('abort', tell)
        settledWaiting.add(tell)
      })
    },
    quietMs: () => now() - gaveAtMs,
    onBroken(listener) {
      brokenListeners.add(listener)
      return () => brokenListeners.delete(listener)
    },
    tick() {
      if (openSinceMs !== null && now() - heardAtMs > silentMs) {
        log('watch-silent', { silentMs: now() - heardAtMs })
        // Nobody knows since when it was dead.
        lostWatch()
        connection.abort()
      }
    },
    close() {
      if (state.is !== 'BROKEN') end(new Refused('NOT_READY', 'Not cached: the list is no longer held.'))
    },
  }
}

function retryMs(failed: number): number {
  if (failed === 0) return Math.random() * 100
  const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** (failed - 1))
  return ceiling / 2 + (Math.random() * ceiling) / 2
}
