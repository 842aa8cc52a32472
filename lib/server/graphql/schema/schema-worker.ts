import { Worker } from 'node:worker_threads'
import type { KindModel } from '#domain/graphql/kind-model.ts'
import { AppError } from '#errors/app-error.ts'

/** What is asked of the whole schema. `document` names `__schema` and `__type` alone. */
export type SchemaQuestion =
  | { ask: 'sdl' }
  | { ask: 'introspection'; document: string; operationName: string | undefined; variables: Readonly<Record<string, unknown>> | undefined }
export type ThreadMessage = { model: KindModel } | { question: SchemaQuestion; mostBytes: number } | 'end'
/** UTF-8: SDL, or the JSON of an execution result. */
export type ThreadAnswer = { bytes: Uint8Array } | { failure: string } | { tooLarge: number }

/** The whole schema, in a thread of its own: making and printing it takes seconds. It ends when nobody asked for a minute. */
export type SchemaWorker = {
  /** `hash` names the schema, `models` all it is made from, asked for where the thread has another one. One question at a time. Throws QUERY_TOO_LARGE. */
  ask(hash: string, models: () => AsyncIterable<KindModel>, question: SchemaQuestion): Promise<Uint8Array>
  close(): Promise<void>
}

const idleMs = 60_000
/** Megabytes of its heap. 11,000 types take 60, the whole of their introspection 80 more; without a limit it grows before it is cleaned. */
const resourceLimits = { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 16 }
/** Bytes of one answer: the whole introspection of 11,000 types takes 16 MB. */
const mostAnswer = 24 * 1024 * 1024
/** Milliseconds for one answer. */
const mostTime = 60_000
/** Milliseconds for a thread to end by itself. */
const mostEnding = 2_000
/** Questions that wait. */
const mostWaiting = 16

type Thread = { hash: string; worker: Worker; isOver: boolean }

export function createSchemaWorker(idle = idleMs, mostBytes = mostAnswer): SchemaWorker {
  let thread: Thread | null = null
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let isClosed = false
  let idleTimer: NodeJS.Timeout | undefined

  async function end(): Promise<void> {
    clearTimeout(idleTimer)
    const ended = thread
    thread = null
    if (ended) await endOf(ended.worker)
  }

  function begin(hash: string): Thread {
    if (isClosed) throw new AppError('NOT_READY')
    const worker = new Worker(threadModule(), { resourceLimits })
    worker.unref()
    const started: Thread = { hash, worker, isOver: false }
    thread = started
    worker.once('exit', () => {
      started.isOver = true
      if (thread === started) thread = null
    })
    // Without a listener an error of the thread would end the process; whoever waits for an answer hears of it.
    worker.on('error', () => undefined)
    return started
  }

  async function threadOf(hash: string, models: () => AsyncIterable<KindModel>): Promise<Thread> {
    if (thread?.hash === hash) return thread
    await end()
    let started: Thread | null = null
    try {
      for await (const model of models()) {
        started ??= begin(hash)
        started.worker.postMessage({ model } satisfies ThreadMessage)
      }
    } catch (thrown) {
      await end()
      throw thrown
    }
    return started ?? begin(hash)
  }

  async function answer(hash: string, models: () => AsyncIterable<KindModel>, question: SchemaQuestion): Promise<Uint8Array> {
    clearTimeout(idleTimer)
    try {
      return await put(await threadOf(hash, models), { question, mostBytes })
    } finally {
      idleTimer = setTimeout(() => void end(), idle).unref()
    }
  }

  return {
    ask(hash, models, question) {
      if (waiting >= mostWaiting) return Promise.reject(new AppError('TOO_MANY_REQUESTS', 'Too many ask for the whole schema at once. Try again in a moment.'))
      waiting += 1
      const answered = last
        .then(() => answer(hash, models, question))
        .finally(() => {
          waiting -= 1
        })
      last = answered.catch(() => undefined)
      return answered
    },
    async close() {
      isClosed = true
      await end()
    },
  }
}

/** It ends by itself, as it is not ended well from outside while it begins; only one that works on something has to be. */
function endOf(worker: Worker): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => void worker.terminate(), mostEnding)
    worker.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    worker.postMessage('end' satisfies ThreadMessage)
  })
}

function put({ worker, isOver }: Thread, message: ThreadMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) => reject(isOutOfMemory(cause) ? tooLarge() : new AppError('INTERNAL', 'The whole schema could not be made.', { cause }))
    // Of one that ended while it was given the models nothing more is heard.
    if (isOver) return failed('the thread has ended')
    // Ends it: what it works on cannot be called off.
    const timer = setTimeout(() => void worker.terminate(), mostTime)
    const onExit = () => {
      clearTimeout(timer)
      failed('the thread has ended')
    }
    worker.once('error', failed)
    worker.once('exit', onExit)
    worker.once('message', (answer: ThreadAnswer) => {
      clearTimeout(timer)
      worker.off('error', failed)
      worker.off('exit', onExit)
      if ('bytes' in answer) resolve(answer.bytes)
      else if ('tooLarge' in answer) reject(tooLarge())
      else failed(answer.failure)
    })
    worker.postMessage(message)
  })
}

function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooLarge(): AppError {
  return new AppError('QUERY_TOO_LARGE', 'What is asked of the schema is too much for one answer. Ask for single types with `__type(name:)`.')
}

/** Beside this module where it runs as it is written, beside the bundle where it is part of that (scripts/bundle-server.ts). */
function threadModule(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './schema-thread.ts' : './schema-thread.mjs', import.meta.url)
}
