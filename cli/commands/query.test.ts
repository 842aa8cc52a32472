import { describe, expect, test } from 'vitest'
import type { InvocationOf } from '../invocation.ts'
import { apiServer, events, global } from '../testing/api-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { query } from './query.ts'

const asked: InvocationOf<'query'> = {
  command: 'query',
  global,
  output: 'json',
  document: '{ me { name } }',
  file: null,
  variables: {},
  variablesFile: null,
  operation: null,
}
const error = (code: string, message: string, more: object = {}, path?: unknown[]) => ({
  message,
  ...(path ? { path } : {}),
  extensions: { code, requestId: 'r', ...more },
})

describe('a query', () => {
  test('sends document, variables and operation, and prints the data with every integer as it is', async () => {
    const {
      terminal,
      stdout,
      asked: sent,
    } = await apiServer(
      () => response => response.writeHead(200, { 'content-type': 'application/graphql-response+json' }).end('{"data":{"b":1,"a":9223372036854775807}}'),
    )
    const folder = tempFolder({ 'v.json': '{"big": 9007199254740993, "namespace": "a"}', 'q.graphql': 'query A { a }' })
    await query(
      { ...asked, document: null, file: `${folder}/q.graphql`, variablesFile: `${folder}/v.json`, variables: { namespace: 'shop' }, operation: 'A' },
      terminal,
    )
    expect(sent).toEqual([{ query: 'query A { a }', variables: { big: 9007199254740993n, namespace: 'shop' }, operationName: 'A', token: 't-1' }])
    expect(stdout()).toBe('{\n    "a": 9223372036854775807,\n    "b": 1\n}\n')
  })

  test('is read from stdin, and printed as YAML', async () => {
    const { terminal, stdout, asked: sent } = await apiServer(() => ({ data: { a: [{ b: 'yes' }] } }))
    await query({ ...asked, document: null, file: '-', output: 'yaml' }, terminal)
    expect(sent[0]?.query).toBe('{ fromStdin }')
    expect(stdout()).toBe('a:\n- b: "yes"\n')
  })

  test('prints what data there is and fails by the first error', async () => {
    const { terminal, stdout } = await apiServer(() => ({
      data: { a: 1, b: null },
      errors: [error('FORBIDDEN', 'pods is forbidden', { reason: 'Forbidden' }, ['b']), error('NOT_FOUND', 'no such', {}, ['c', 0])],
    }))
    const failure = await failureOf(() => query(asked, terminal))
    expect(failure).toMatchObject({ code: 'FORBIDDEN', exitCode: 5, details: { reason: 'Forbidden' } })
    expect(failure.message).toBe('pods is forbidden (at b)\nerror: no such (at c.0)')
    expect(stdout()).toContain('"a": 1')
  })

  test.each([
    ['a document that does not fit', { status: 400, body: { errors: [error('QUERY_INVALID', 'Cannot query field "x"')] } }, 'QUERY_INVALID', 2],
    ['a refusal before GraphQL', { status: 413, body: { error: { code: 'BODY_TOO_LARGE', message: 'too large', requestId: 'r' } } }, 'BODY_TOO_LARGE', 2],
    ['an error that this version does not know', { data: null, errors: [error('NEW_CODE', 'what?')] }, 'INTERNAL', 1],
    ['what is no answer', { status: 200, body: '<html>' }, 'NOT_READY', 8],
  ])('fails by %s and prints nothing', async (_what, answer, code, exitCode) => {
    const { terminal, stdout } = await apiServer(() => answer)
    expect(await failureOf(() => query(asked, terminal))).toMatchObject({ code, exitCode })
    expect(stdout()).toBe('')
  })

  test.each([
    ['HTTP', { status: 401, body: { error: { code: 'SESSION_EXPIRED', message: 'over', requestId: 'r' } } }],
    ['GraphQL', { status: 401, body: { errors: [error('SESSION_REVOKED', 'over')] } }],
  ])('signs in anew where the kept session is over, as %s says', async (_what, over) => {
    const { terminal, stdout, asked: sent } = await apiServer(({ token }) => (token === 't-1' && sent.length > 1 ? over : { data: { token } }))
    await query(asked, terminal)
    await query(asked, terminal)
    expect(sent.map(({ token }) => token)).toEqual(['t-1', 't-1', 't-2'])
    expect(stdout()).toContain('"token": "t-2"')
  })

  test.each([
    ['neither document nor file', { document: null }],
    ['both', { file: 'x' }],
    ['a file that is not there', { document: null, file: '/no/such' }],
    ['variables that are no object', { variablesFile: '/dev/null' }],
  ])('is not asked with %s', async (_what, flags) => {
    const { terminal, asked: sent } = await apiServer(() => ({ data: {} }))
    expect(await failureOf(() => query({ ...asked, ...flags }, terminal))).toMatchObject({ code: 'USAGE' })
    expect(sent).toEqual([])
  })
})

describe('a subscription', () => {
  const document = 'subscription { watch { type } }'
  const batch = (type: string) => ({ data: { watch: { type } } })

  test('prints a line for each result and ends when the server has completed it', async () => {
    const { terminal, stdout } = await apiServer(() => response => {
      events(response, batch('1'), '{"data":{"n":9007199254740993}}')
      response.end('event: complete\ndata:\n\n')
    })
    await query({ ...asked, document }, terminal)
    expect(stdout()).toBe('{"watch":{"type":"1"}}\n{"n":9007199254740993}\n')
  })

  test('goes on where it was when the stream breaks off, and ends cleanly by Ctrl-C', async () => {
    const server = await apiServer(() => response => {
      events(response, ...Array.from({ length: server.asked.length }, (_, index) => batch(String(index))))
      if (server.asked.length < 3) setTimeout(() => response.destroy(), 20)
      else setTimeout(server.stop, 20)
    })
    await query({ ...asked, document }, server.terminal)
    expect(server.asked.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '1', '2'])
    expect(server.stdout().trim().split('\n')).toHaveLength(6)
    expect(server.stderr()).toBe('The stream broke off; going on.\n'.repeat(2))
  })

  test('takes a new session where its own has ended, and goes on', async () => {
    const server = await apiServer(({ token }) => response => {
      events(response, batch(token), ...(token === 't-1' ? [{ errors: [error('SESSION_EXPIRED', 'over')] }] : []))
      response.end('event: complete\ndata:\n\n')
    })
    // Only a session that was kept is renewed: one that a command has just got cannot be over.
    await query({ ...asked, document: '{ a }' }, server.terminal).catch(() => {})
    await query({ ...asked, document }, server.terminal)
    expect(server.asked.at(-1)).toMatchObject({ token: 't-2', lastEventId: '1' })
  })

  test('fails by what trying again does not help', async () => {
    const { terminal, asked: sent } = await apiServer(() => response => {
      events(response, { errors: [error('FORBIDDEN', 'no longer')] })
      response.end()
    })
    expect(await failureOf(() => query({ ...asked, document }, terminal))).toMatchObject({ code: 'FORBIDDEN' })
    expect(sent).toHaveLength(1)
  })
})
