import { AppError } from '../../lib/errors/app-error.ts'

/** The AppError that some work fails with; fails itself when the work does not. */
export async function failureOf(work: () => unknown): Promise<AppError> {
  try {
    await work()
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('it did not fail')
}
