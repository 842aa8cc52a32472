import { AppError } from '#errors/app-error.ts'

/** Work that ends when `signal` aborts, or after `timeMs`: then throws the signal's reason, or TIMEOUT, whatever the work makes of it. */
export async function withinTime<T>(signal: AbortSignal, timeMs: number, work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
  const end = new AbortController()
  const abort = (): void => end.abort(signal.reason)
  const timer = setTimeout(() => end.abort(timedOut(timeMs)), timeMs)
  signal.addEventListener('abort', abort)
  try {
    signal.throwIfAborted()
    return await Promise.race([work(end.signal), rejection(end.signal)])
  } catch (thrown) {
    throw end.signal.aborted ? end.signal.reason : thrown
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

function timedOut(timeMs: number): AppError {
  const text = `The operation took longer than ${timeMs / 1000} s (limit 'timeMs') and was ended; what a mutation had begun may have been done. Ask for less at once.`
  return new AppError('TIMEOUT', text, { details: { limit: 'timeMs', max: timeMs } })
}
