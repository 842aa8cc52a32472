import { isAppError } from './failure.ts'

/** Reads a page of `first` objects, and where they are too large together fewer, down to one: objects may have more than a mebibyte each. */
export async function readAsManyAsFit<T>(first: number, read: (first: number) => Promise<T>): Promise<T> {
  for (let count = first; ; count = Math.ceil(count / 8)) {
    try {
      return await read(count)
    } catch (thrown) {
      if (count === 1 || !isAppError(thrown) || thrown.code !== 'QUERY_TOO_LARGE') throw thrown
    }
  }
}
