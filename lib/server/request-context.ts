import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestContext } from './services.ts'

// The process around Next and Next's own bundles each hold a copy of this module; the storage is one, found by a registered symbol.
const key = Symbol.for('latchkey.request-context')
type Holder = { [key]?: AsyncLocalStorage<RequestContext> }
const holder = globalThis as Holder
holder[key] ??= new AsyncLocalStorage<RequestContext>()
const storage = holder[key]

export function runInRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work)
}

/** The request being answered. Throws where there is none (module scope, timers): a page is always rendered for a request. */
export function requestContext(): RequestContext {
  const context = storage.getStore()
  if (!context) throw new Error('requestContext() was called outside of a request')
  return context
}

/** Mount of the request being answered, '' outside of one. */
export function currentPrefix(): string {
  return storage.getStore()?.prefix ?? ''
}

/** Id of the request being answered, a new one outside of one. */
export function currentRequestId(): string {
  return storage.getStore()?.requestId ?? crypto.randomUUID()
}
