/** What of the Access page's matrix is shown, as the address has it: `?filter=virtual&closed=true`. `closed`: kinds with nothing open, too. */
export type MatrixQuery = { filter: string; closed: boolean }

const mostFilter = 1_000

/** What the address says; what it says wrongly counts as not said. */
export function parseMatrixQuery(query: URLSearchParams): MatrixQuery {
  return { filter: (query.get('filter') ?? '').slice(0, mostFilter), closed: query.get('closed') === 'true' }
}

/** The address with this in it and everything else as it is. */
export function withMatrixQuery(query: URLSearchParams, { filter, closed }: MatrixQuery): URLSearchParams {
  const next = new URLSearchParams(query)
  if (filter.trim() === '') next.delete('filter')
  else next.set('filter', filter.trim())
  if (closed) next.set('closed', 'true')
  else next.delete('closed')
  return next
}
