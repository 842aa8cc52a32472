import { AppError } from '#errors/app-error.ts'

/** What is asked, or TIMEOUT after `ms`: whatever hangs then is waited for no longer. */
export async function inTime<T>(asked: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new AppError('TIMEOUT')), ms)
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
