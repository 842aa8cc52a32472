import { describe, expect, it } from 'vitest'
import { errorFromBody, readError } from './read-error.ts'

describe('errorFromBody', () => {
  it('reads our own errors with their request id', () => {
    const error = errorFromBody(401, { error: { code: 'SESSION_EXPIRED', message: 'Over.', requestId: 'r1' } })
    expect(error).toMatchObject({ code: 'SESSION_EXPIRED', message: 'Over.', details: { requestId: 'r1' } })
  })
  it('reads a Kubernetes Status by its reason and keeps its message', () => {
    const status = { kind: 'Status', reason: 'Forbidden', message: 'pods is forbidden', code: 403 }
    expect(errorFromBody(403, status, 'r2')).toMatchObject({ code: 'FORBIDDEN', message: 'pods is forbidden', details: { requestId: 'r2' } })
  })
  it('reads what the GraphQL API refuses before it answers any field', () => {
    const errors = [{ message: 'Too deep.', extensions: { code: 'QUERY_TOO_LARGE', requestId: 'r4' } }]
    expect(errorFromBody(400, { errors })).toMatchObject({ code: 'QUERY_TOO_LARGE', message: 'Too deep.', details: { requestId: 'r4' } })
  })
  it.each([undefined, null, 'text', {}, { error: { code: 'NOT_A_CODE', message: 'x', requestId: '' } }])('falls back to the HTTP status for %j', body => {
    expect(errorFromBody(404, body).code).toBe('NOT_FOUND')
    expect(errorFromBody(599, body).code).toBe('INTERNAL')
  })
})

it('readError survives an HTML body', async () => {
  const response = new Response('<html>', { status: 502, headers: { 'x-request-id': 'r3' } })
  expect(await readError(response)).toMatchObject({ code: 'CLUSTER_UNREACHABLE', details: { requestId: 'r3' } })
})
