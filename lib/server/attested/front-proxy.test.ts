import { Agent } from 'node:https'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { asUser, dnsName, frontProxy, frontProxyCa, frontProxyCertificate, startAttested } from '../testing/attested-kit.ts'
import { createAuthority, issueCertificate } from '../x509/certificate.ts'
import { frontProxyOf } from './front-proxy.ts'
import { firstServingCertificates } from './serving-certificates.ts'

const attested = await startAttested()
afterAll(() => attested.close())
beforeEach(() => {
  attested.change({ frontProxy })
  attested.lines.length = 0
})

const clientOf = (commonName: string, authority = frontProxyCa, usages: Array<'client' | 'server'> = ['client']) =>
  issueCertificate(authority, { subject: { commonName }, usages })

describe('who may say who somebody is', () => {
  test('is the front proxy, whose word is taken', async () => {
    const { status, body } = await attested.call({ headers: asUser('jane', 'X-Remote-Uid', 'u-7') })
    expect([status, body.status.user.name, body.status.user.uid, body.status.method]).toEqual([201, 'jane', 'u-7', 'attested'])
  })

  const day = 86_400_000
  test.each([
    ['with no certificate', null],
    ['with a certificate of another CA', clientOf('front-proxy-client', createAuthority('front-proxy-ca'))],
    ['under another name', clientOf('jane')],
    ['with a certificate for servers only', clientOf('front-proxy-client', frontProxyCa, ['server'])],
    [
      'with a certificate that has ended',
      issueCertificate(frontProxyCa, { subject: { commonName: 'front-proxy-client' }, usages: ['client'] }, { nowMs: Date.now() - 2 * day, days: 1 }),
    ],
    ['with a certificate of its own making', createAuthority('front-proxy-client')],
  ])('is nobody %s, and nothing of the request is read', async (_, client) => {
    const { status, body } = await attested.call({ client, headers: asUser('kubernetes-admin', 'X-Remote-Group', 'system:masters') })
    expect([status, body.kind, body.reason, body.details?.causes[0]?.reason]).toEqual([401, 'Status', 'Unauthorized', 'CREDENTIAL_REJECTED'])
    expect(attested.events('refused')).toMatchObject([{ status: 401, code: 'CREDENTIAL_REJECTED', method: 'POST' }])
    expect(JSON.stringify(attested.lines)).not.toContain('kubernetes-admin')
    expect(attested.events('login')).toEqual([])
  })

  test('is refused for discovery as well', async () => {
    expect((await attested.call({ method: 'GET', path: '/apis', client: null })).status).toBe(401)
  })

  test('may have any name where the cluster names none', async () => {
    const client = clientOf('some-proxy')
    expect((await attested.call({ client })).status).toBe(401)
    attested.change({ frontProxy: { ...frontProxy, allowedNames: [] } })
    expect((await attested.call({ client })).status).toBe(201)
  })
})

test('a certificate that ends counts no more on a connection that stands', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const before = attested.connections()
  expect((await attested.call({ agent })).status).toBe(201)
  attested.change({ laterMs: 366 * 86_400_000 })
  const { status, body } = await attested.call({ agent })
  expect([status, body.message, attested.connections() - before]).toEqual([401, expect.stringContaining('has ended'), 1])
  agent.destroy()
})

describe('a front proxy CA that is replaced', () => {
  const nextCa = createAuthority('front-proxy-ca')
  const next = clientOf('front-proxy-client', nextCa)

  test('counts for the next request of a connection that stands', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect((await attested.call({ agent })).status).toBe(201)
    attested.change({ frontProxy: { ...frontProxy, caPem: nextCa.certificatePem } })
    expect((await attested.call({ agent })).status).toBe(401)
    expect((await attested.call({ client: next })).status).toBe(201)
    agent.destroy()
  })

  test('overlaps with the old one while the cluster trusts both', async () => {
    attested.change({ frontProxy: { ...frontProxy, caPem: nextCa.certificatePem + frontProxyCa.certificatePem } })
    expect((await attested.call({ client: next })).status).toBe(201)
    expect((await attested.call({ client: frontProxyCertificate })).status).toBe(201)
  })
})

test('a new serving certificate is used by the next connection, and breaks none that stands', async () => {
  const standing = { agent: new Agent({ keepAlive: true, maxSockets: 1 }), caPem: attested.servingCaPem() }
  expect((await attested.call(standing)).status).toBe(201)
  const before = attested.connections()
  attested.change({ serving: firstServingCertificates(dnsName, Date.now())[0] })
  expect((await attested.call(standing)).status).toBe(201)
  expect(attested.connections()).toBe(before)
  // Verified against the new CA alone.
  expect((await attested.call()).status).toBe(201)
  await expect(attested.call({ caPem: standing.caPem })).rejects.toThrow(/certificate/)
  standing.agent.destroy()
})

describe('a front proxy is taken for one', () => {
  const requestHeaderCaPem = frontProxyCa.certificatePem
  const users = createAuthority('kubernetes')
  // Of a CA only by its issuer, which is all that is looked at.
  const below = issueCertificate(frontProxyCa, { subject: { commonName: 'kubernetes' }, usages: ['client'] }).certificatePem

  test.each([
    ['of a CA of its own', { clientCaPem: users.certificatePem, allowedNames: [] }],
    ['under a name, where the CA is the users', { clientCaPem: requestHeaderCaPem, allowedNames: ['front-proxy-client'] }],
    ['where users have no certificates', { clientCaPem: null, allowedNames: [] }],
  ])('%s', (_, config) => {
    expect(frontProxyOf({ requestHeaderCaPem, ...config })).toEqual({ caPem: requestHeaderCaPem, allowedNames: config.allowedNames })
  })

  test.each([
    ['the CA', requestHeaderCaPem],
    ['one CA of several', users.certificatePem + requestHeaderCaPem],
    ["a CA of the CA's", below],
  ])('not where it shares %s with all users, under any name', (_, clientCaPem) => {
    expect(frontProxyOf({ requestHeaderCaPem, clientCaPem, allowedNames: [] })).toEqual({ absent: expect.stringMatching(/^users' certificates/) })
    const both = `${createAuthority('other').certificatePem}\n${requestHeaderCaPem}`
    expect(frontProxyOf({ requestHeaderCaPem: both, clientCaPem, allowedNames: [] })).toHaveProperty('absent')
  })
})
