import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Identity } from '#contract/identity.ts'
import { anyString } from '#domain/testing/any-string.ts'
import { propertyRuns, propertyTimeoutMs, tellFigures } from '#domain/testing/property-runs.ts'
import { AppError } from '#errors/app-error.ts'
import { type LoopbackKube, startLoopbackKube } from '../testing/loopback-kube.ts'
import { type ImpersonationMode, isServiceAccount } from './identity-headers.ts'
import { createUserClient } from './user-client.ts'

// Any identity, out over a real connection and read as the kube-apiserver reads it: it is exactly the same, or nothing leaves.

let kube: LoopbackKube
let arrived: IncomingMessage | null = null

beforeAll(async () => {
  kube = await startLoopbackKube()
  kube.server.on('request', (request, response) => {
    arrived = request
    response.end('{}')
  })
})
afterAll(() => kube.close())

const sessionKey = 'latchkey.dev/session-id'

/** apiserver endpoints/filters/impersonation: processImpersonationHeaders, and what authorizeUsername and ensureGroup add. */
function readAsKubeApiserver({ rawHeaders }: IncomingMessage, mode: ImpersonationMode): Identity {
  const identity: Identity = { name: '', uid: '', groups: [], extra: {} }
  const extra = new Map<string, string[]>()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    // Go reads names without case, trims spaces and tabs from values, and takes bytes for what they are.
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = Buffer.from(rawHeaders[index + 1] ?? '', 'latin1')
      .toString('utf8')
      .replace(/^[ \t]+|[ \t]+$/g, '')
    if (name === 'impersonate-user') identity.name ||= value
    if (name === 'impersonate-uid') identity.uid ||= value
    if (name === 'impersonate-group') identity.groups.push(value)
    if (name.startsWith('impersonate-extra-')) {
      const key = decodeURIComponent(name.slice('impersonate-extra-'.length))
      extra.set(key, [...(extra.get(key) ?? []), value])
    }
  }
  identity.extra = Object.fromEntries(extra)
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(identity.name) ?? []
  if (mode === 'constrained' && namespace !== undefined) {
    expect([identity.uid, identity.groups, identity.extra], 'a ServiceAccount goes by its name alone').toEqual(['', [], {}])
    identity.groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
  }
  if (!identity.groups.includes('system:authenticated')) identity.groups.push('system:authenticated')
  return identity
}

/** What of it is a right: a ServiceAccount's uid and the notes of its credential are none, and constrained mode does not carry them. */
function rightsOf({ name, uid, groups, extra }: Identity, mode: ImpersonationMode): unknown {
  const others = Object.entries(extra).filter(([key]) => key.toLowerCase() !== sessionKey)
  if (mode === 'constrained' && isServiceAccount(name)) return { name, groups: [...new Set(groups)].sort() }
  return { name, uid, groups, extra: others.sort(([a], [b]) => (a < b ? -1 : 1)) }
}

const text = fc.oneof(
  anyString({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    'admin',
    'Jürgen',
    'a, b',
    ' x',
    'x\t',
    'a\r\nImpersonate-Group: system:masters',
    'a\0b',
    '%41',
    'a:b',
    '日本',
    '\ud800',
    '\u2028',
    'a\u0085b',
    '',
  ),
)
const name = fc.oneof(
  text,
  text,
  fc.constantFrom(
    'system:serviceaccount:shop:viewer',
    'system:serviceaccount:a:b:c',
    'system:serviceaccount::x',
    'system:anonymous',
    'system:node:n',
    'kubernetes-admin',
  ),
)
const group = fc.oneof(text, fc.constantFrom('system:masters', 'system:unauthenticated', 'system:serviceaccounts', 'system:serviceaccounts:shop', 'team-a'))
const key = fc.oneof(
  text,
  fc.constantFrom(
    'scopes',
    'Scopes',
    'a.b/c',
    'a.b/C',
    'A%2Fb',
    'authentication.kubernetes.io/credential-id',
    sessionKey,
    'Latchkey.dev/Session-Id',
    '__proto__',
    'constructor',
    'a b',
    'a+b',
  ),
)
const identity = fc.record({
  name,
  uid: fc.oneof(fc.constant(''), text),
  groups: fc
    .tuple(
      fc.array(group, { maxLength: 5 }),
      fc.constantFrom(
        ['system:authenticated'],
        ['system:authenticated'],
        ['system:authenticated', 'system:serviceaccounts', 'system:serviceaccounts:shop'],
        [],
      ),
    )
    .map(([some, fixed]) => [...some, ...fixed]),
  extra: fc.dictionary(key, fc.array(text, { maxLength: 3 }), { maxKeys: 3, noNullPrototype: true }),
})

test('an identity arrives exactly as it is, or nothing leaves', { timeout: propertyTimeoutMs }, async () => {
  const users = {
    constrained: createUserClient(kube.connection, async () => 'constrained', '1.2.3'),
    classic: createUserClient(kube.connection, async () => 'classic', '1.2.3'),
  }
  const signal = new AbortController().signal
  const figures = { cases: 0, arrived: 0 }
  await fc.assert(
    fc.asyncProperty(identity, fc.constantFrom('constrained' as const, 'classic' as const), async (given, mode) => {
      arrived = null
      figures.cases += 1
      try {
        const answer = await users[mode].request(
          { id: 's', identity: given },
          { method: 'GET', path: '/api', headers: [], body: null, signal, isStream: false },
        )
        await answer.body.dump()
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
        expect(error).toMatchObject({ code: 'IDENTITY_REFUSED' })
        expect(arrived).toBeNull()
        return
      }
      figures.arrived += 1
      const read = readAsKubeApiserver(arrived as unknown as IncomingMessage, mode)
      expect(rightsOf(read, mode)).toEqual(rightsOf(given, mode))
      if (!(mode === 'constrained' && isServiceAccount(given.name))) expect(read.extra[sessionKey]).toEqual(['s'])
    }),
    { numRuns: propertyRuns(300) },
  )
  tellFigures('identities', figures)
  expect(figures.arrived, 'some go out, or nothing was shown').toBeGreaterThan(figures.cases / 20)
})
