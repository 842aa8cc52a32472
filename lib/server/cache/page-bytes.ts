import { AppError } from '#errors/app-error.ts'

/** What the objects of one page that is read live may take: they are held at once, as bytes, as values and as the text of the answer. */
export const mostPageBytes = 48 * 1024 * 1024

/** Counts them; throws QUERY_TOO_LARGE where they are more than a page may hold. */
export function createPageBytes(most = mostPageBytes): { add(bytes: number): void } {
  let sum = 0
  return {
    add(bytes) {
      sum += bytes
      if (sum <= most) return
      const text = `The objects of this page take more than ${most / 1024 / 1024} MiB (limit 'pageBytes'). Ask for fewer of them at once with a smaller \`first\`.`
      throw new AppError('QUERY_TOO_LARGE', text, { details: { limit: 'pageBytes', max: most } })
    },
  }
}
