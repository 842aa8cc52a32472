import { describe, expect, test } from 'vitest'
import { connect } from '../kubeconfig/connect.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { serviceFailure } from './service-failure.ts'
import { ownFailure } from './service-proxy.ts'

const service = { kind: 'services', name: 'latchkey:http' }
const connection = () => connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ user: { token: 't' } }) })}/config` }, {}, false)

describe('what the service proxy says itself', () => {
  test.each<[string, number, string, string, number]>([
    ['no right', 403, statusBody(403, 'Forbidden', 'services "latchkey:http" is forbidden', service), 'SERVICE_FORBIDDEN', 5],
    ['no service', 404, statusBody(404, 'NotFound', 'services "latchkey" not found', { kind: 'services', name: 'latchkey' }), 'NOT_INSTALLED', 6],
    ['another service', 503, statusBody(503, 'ServiceUnavailable', 'no service port "http" found for service "latchkey"'), 'NOT_INSTALLED', 6],
    ['no pod', 503, statusBody(503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"'), 'NOT_READY', 8],
    ['a dead pod', 503, statusBody(503, 'ServiceUnavailable', 'error trying to reach service: dial tcp: refused'), 'NOT_READY', 8],
    ['no credential', 401, statusBody(401, 'Unauthorized', 'Unauthorized'), 'CREDENTIAL_REJECTED', 4],
  ])('%s', async (_what, status, text, code, exitCode) => {
    const error = await serviceFailure(connection(), status, text)
    expect([error?.code, error?.exitCode]).toEqual([code, exitCode])
    expect(error?.details?.['hint']).toBeTruthy()
  })
})

describe('what comes from behind it is left alone', () => {
  test.each([
    ['a user object that is missing', 404, statusBody(404, 'NotFound', 'x', { kind: 'virtualservices', name: 'latchkey' })],
    ['a user right that is missing', 403, statusBody(403, 'Forbidden', 'x', { kind: 'services', name: 'reviews' })],
    ['our own shape', 503, JSON.stringify({ error: { code: 'NOT_READY', message: 'x', requestId: '' } })],
    ['no JSON', 502, '<html>'],
  ])('%s', async (_what, status, text) => {
    expect(await serviceFailure(connection(), status, text)).toBeNull()
  })

  test('our own refusals keep their code; of the unknown nothing is repeated', () => {
    expect(ownFailure(401, JSON.stringify({ error: { code: 'SESSION_EXPIRED', message: 'over', requestId: 'r' } }))).toMatchObject({
      code: 'SESSION_EXPIRED',
      message: 'over',
    })
    expect(ownFailure(500, JSON.stringify({ error: { code: 'FROM_THE_FUTURE', message: 'x', requestId: 'r' } })).code).toBe('INTERNAL')
    expect(ownFailure(404, statusBody(404, 'NotFound', 'vs "x" not found')).code).toBe('NOT_FOUND')
    expect(ownFailure(502, '<html>secret')).toMatchObject({ code: 'NOT_READY', message: expect.not.stringContaining('secret') })
  })
})
