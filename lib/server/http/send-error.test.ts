import { describe, expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { errorTable } from '#errors/codes.ts'
import { createLogger } from '../logger.ts'
import type { RequestContext } from '../services.ts'
import { httpPair } from '../testing/http-pair.ts'
import { answer } from './route.ts'

/** The answer's body and the log lines of a handler that throws. */
async function failWith(thrown: unknown) {
  const lines: string[] = []
  const sink = { write: (line: string) => void lines.push(line) }
  const { request, response } = httpPair({ url: '/api/v1/x?secret=canary', headers: { cookie: 'canary' } })
  let body = ''
  response.end = ((text: string) => {
    body = text
    return response
  }) as typeof response.end
  const context = { requestId: 'r-1', sessionResult: { session: null } } as RequestContext
  await answer(createLogger(sink), request, response, context, async () => {
    throw thrown
  })
  return {
    status: response.statusCode,
    body: JSON.parse(body) as unknown,
    log: lines.map(line => JSON.parse(line) as Record<string, unknown>),
    text: body + lines.join(''),
  }
}

describe('what a handler throws', () => {
  test.each(Object.keys(errorTable) as (keyof typeof errorTable)[])('%s is answered by its status in the one shape, and logged once', async code => {
    const { status, body, log } = await failWith(new AppError(code))
    expect(status).toBe(errorTable[code].status)
    expect(body).toEqual({ error: { code, message: errorTable[code].text, requestId: 'r-1' } })
    expect(log).toMatchObject([{ event: status >= 500 ? 'failed' : 'refused', requestId: 'r-1', code, path: '/api/v1/x' }])
  })

  test('the unknown is INTERNAL and tells nothing', async () => {
    const { status, body } = await failWith(new Error('postgres://user:password@host'))
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('password')
  })

  test('neither query nor cookie reaches the answer or the log', async () => {
    expect((await failWith(new AppError('FORBIDDEN'))).text).not.toContain('canary')
  })
})
