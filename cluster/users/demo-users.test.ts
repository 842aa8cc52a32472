import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createAuthority, issueCertificate } from '../../lib/server/x509/certificate.ts'
import type { Kubectl } from '../kubectl.ts'
import { createDemoUsers, renewDemoUsers, tokenExpiry } from './demo-users.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-users-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const authority = createAuthority('ca')
const endpoint = { server: 'https://127.0.0.1:1', certificateAuthorityPem: authority.certificatePem }
const now = new Date('2026-01-01T00:00:00Z')
const jwt = (name: string, hours: number) => {
  const claims = { sub: name, exp: now.getTime() / 1000 + hours * 3600 }
  return `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`
}

/** Answers as a cluster would, and keeps the commands. */
function fakeKubectl(tokenHours = 24) {
  const calls: string[] = []
  const { certificatePem } = issueCertificate(authority, { subject: { commonName: 'editor' }, usages: ['client'] })
  const signed = JSON.stringify({ status: { certificate: Buffer.from(certificatePem).toString('base64') } })
  const kubectl: Kubectl = {
    run: async args => {
      calls.push(args.join(' '))
      if (args[0] === 'create' && args[1] === 'token') return `${jwt(args[2] ?? '', tokenHours)}\n`
      return args[0] === 'get' && args[1] === 'csr' ? signed : ''
    },
    try: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
  }
  return { kubectl, calls }
}

const kubeconfig = (user: string) => parse(readFileSync(join(dir, `${user}.kubeconfig`), 'utf8'))

describe('createDemoUsers', () => {
  it('gives each user the kind of credential the demo is to show', async () => {
    await createDemoUsers(fakeKubectl().kubectl, endpoint, dir)
    expect(kubeconfig('viewer').users[0].user).toEqual({ token: jwt('viewer', 24) })
    expect(kubeconfig('guest').users[0].user).toEqual({ tokenFile: join(dir, 'guest.token') })
    expect(kubeconfig('payments').users[0].user.exec).toMatchObject({ apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' })
    expect(Object.keys(kubeconfig('editor').users[0].user)).toEqual(['client-certificate-data', 'client-key-data'])
    expect(kubeconfig('editor')['current-context']).toBe('editor@shop')
    expect(kubeconfig('editor').contexts.map((entry: { context: { namespace: string } }) => entry.context.namespace)).toEqual(['shop', 'shop-staging'])
  })

  it('lets nobody else read credentials', async () => {
    await createDemoUsers(fakeKubectl().kubectl, endpoint, dir)
    for (const name of ['viewer.kubeconfig', 'viewer.token', 'guest.token', 'editor.kubeconfig']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
  })

  it('writes a plugin that prints an ExecCredential with the token', async () => {
    await createDemoUsers(fakeKubectl().kubectl, endpoint, dir)
    const run = spawnSync(kubeconfig('payments').users[0].user.exec.command, { encoding: 'utf8' })
    expect(JSON.parse(run.stdout)).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: jwt('payments', 24) },
    })
    rmSync(join(dir, 'payments.token'))
    expect(spawnSync(kubeconfig('payments').users[0].user.exec.command).status).not.toBe(0)
  })
})

describe('renewDemoUsers', () => {
  it('touches nothing while every credential lasts', async () => {
    await createDemoUsers(fakeKubectl().kubectl, endpoint, dir)
    const { kubectl, calls } = fakeKubectl()
    await renewDemoUsers(kubectl, endpoint, dir, now)
    expect(calls).toEqual([])
  })

  it('makes tokens anew before they end', async () => {
    await createDemoUsers(fakeKubectl(11).kubectl, endpoint, dir)
    const { kubectl, calls } = fakeKubectl()
    await renewDemoUsers(kubectl, endpoint, dir, now)
    expect(calls.map(call => call.split(' ').slice(0, 3).join(' ')).sort()).toEqual(['create token guest', 'create token payments', 'create token viewer'])
    expect(kubeconfig('viewer').users[0].user.token).toBe(jwt('viewer', 24))
  })

  it('writes a kubeconfig again that someone deleted', async () => {
    await createDemoUsers(fakeKubectl().kubectl, endpoint, dir)
    rmSync(join(dir, 'guest.kubeconfig'))
    rmSync(join(dir, 'editor.crt'))
    const { kubectl, calls } = fakeKubectl()
    await renewDemoUsers(kubectl, endpoint, dir, now)
    expect(existsSync(join(dir, 'guest.kubeconfig'))).toBe(true)
    expect(calls.some(call => call.startsWith('certificate approve'))).toBe(true)
  })
})

it('sees no expiry in what is no JWT', () => {
  expect(tokenExpiry('')).toBeUndefined()
  expect(tokenExpiry('a.b.c')).toBeUndefined()
  expect(tokenExpiry(jwt('x', 1))?.toISOString()).toBe('2026-01-01T01:00:00.000Z')
})
