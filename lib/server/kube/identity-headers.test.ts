import { describe, expect, test } from 'vitest'
import type { Identity } from '#contract/identity.ts'
import { identityHeaders, sessionExtraKey } from './identity-headers.ts'
import { requireIdentity } from './user-client.ts'

const person: Identity = { name: 'editor', uid: '', groups: ['system:authenticated'], extra: {} }
const viewer: Identity = {
  name: 'system:serviceaccount:demo:viewer',
  uid: 'u-1',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:demo', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/credential-id': ['JTI=1'] },
}
const modes = ['constrained', 'classic'] as const
const refused = (identity: Identity, mode: (typeof modes)[number] = 'constrained') =>
  expect(() => identityHeaders(identity, mode)).toThrow(expect.objectContaining({ code: 'IDENTITY_REFUSED' }))

describe('an identity as headers', () => {
  test('each group and each extra value has a line of its own', () => {
    const identity = { ...person, uid: 'u', groups: ['a', 'b, c', 'system:authenticated'], extra: { 'example.org/scope': ['x', 'y'] } }
    for (const mode of modes)
      expect(identityHeaders(identity, mode)).toEqual([
        ...['Impersonate-User', 'editor', 'Impersonate-Uid', 'u'],
        ...['Impersonate-Group', 'a', 'Impersonate-Group', 'b, c', 'Impersonate-Group', 'system:authenticated'],
        ...['Impersonate-Extra-example.org%2Fscope', 'x', 'Impersonate-Extra-example.org%2Fscope', 'y'],
      ])
  })

  test('capitals and odd characters of an extra key survive header names, which have no case', () => {
    const headers = identityHeaders({ ...person, extra: { 'Scopes %é': ['x'] } }, 'classic')
    const name = headers.at(-2) ?? ''
    expect(name).toBe('Impersonate-Extra-%53copes%20%25%C3%A9')
    expect(decodeURIComponent(name.toLowerCase().slice('impersonate-extra-'.length))).toBe('Scopes %é')
  })

  test('text beyond ASCII goes out as the bytes of UTF-8', () => {
    expect(Buffer.from(identityHeaders({ ...person, name: 'jürgen' }, 'classic')[1] ?? '', 'latin1').toString('utf8')).toBe('jürgen')
  })

  test.each([
    ['nobody', { ...person, name: '' }],
    ['the anonymous user', { ...person, name: 'system:anonymous', groups: ['system:unauthenticated'] }],
    ['anyone who is not authenticated', { ...person, groups: ['team'] }],
    ['a name with a line break', { ...person, name: 'x\r\nImpersonate-Group: system:masters' }],
    ['a name with NUL', { ...person, name: 'x\0' }],
    ['a name that HTTP would trim', { ...person, name: 'admin ' }],
    ['a group that HTTP would trim', { ...person, groups: ['\tadmins', 'system:authenticated'] }],
    ['an empty group', { ...person, groups: ['', 'system:authenticated'] }],
    ['half a surrogate pair', { ...person, name: '\ud800' }],
    ['an extra without a value', { ...person, extra: { 'a.b/c': [] } }],
    ['half a character in an extra key', { ...person, extra: { '\ud800': ['x'] } }],
    ['an extra value with a line break', { ...person, extra: { 'a.b/c': ['x\ny'] } }],
  ])('refuses %s in both modes', (_, identity) => {
    for (const mode of modes) refused(identity, mode)
  })

  test.each([
    ['system:masters, and says which kubeconfig to use', { ...person, groups: ['system:masters', 'system:authenticated'] }],
    ['an extra key without a domain', { ...person, extra: { scopes: ['x'] } }],
    ['an extra key with capitals', { ...person, extra: { 'a.b/C': ['x'] } }],
    ['a ServiceAccount with a group more', { ...viewer, groups: [...viewer.groups, 'team'] }],
    ['a ServiceAccount with a group less', { ...viewer, groups: ['system:authenticated'] }],
    [
      'a ServiceAccount with the groups of another namespace',
      { ...viewer, groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] },
    ],
    ['a ServiceAccount with an extra that may narrow it', { ...viewer, extra: { 'scopes.example.org/x': ['read'] } }],
  ])('constrained mode cannot carry %s; classic mode can', (_, identity) => {
    refused(identity)
    expect(identityHeaders(identity, 'classic')).toContain('Impersonate-User')
  })

  test.each([
    'system:node:one',
    'system:node:',
    'system:node-proxier',
    'system:kube-controller-manager',
    'system:kube-scheduler',
    'system:kube-proxy',
    'system:apiserver',
    'system:aggregator',
    'system:bootstrap:07401b',
    'system:k3s-supervisor',
    'kube-apiserver-kubelet-client',
    'front-proxy-client',
  ])('never acts as the component %s', name => {
    for (const mode of modes) refused({ ...person, name, groups: ['system:authenticated', 'system:nodes'] }, mode)
  })

  test.each([
    ['an admin of kubeadm and kind', 'kubernetes-admin', ['kubeadm:cluster-admins', 'system:authenticated'], modes],
    ['the admin of OpenShift, by the group that its roles name', 'system:admin', ['system:cluster-admins', 'system:authenticated'], modes],
    ['a person whose name is like that of a component', 'kube-fan', ['system:authenticated'], modes],
    ['system:masters, where impersonation is classic', 'kubernetes-super-admin', ['system:masters', 'system:authenticated'], ['classic']],
  ] as const)('lets in %s', (_, name, groups, inModes) => {
    for (const mode of inModes) expect(identityHeaders({ ...person, name, groups: [...groups] }, mode)).toContain(name)
  })

  test('the session goes with it as an extra, except where a ServiceAccount can have none', () => {
    const extra = ['Impersonate-Extra-latchkey.dev%2Fsession-id', 's-1']
    for (const mode of modes) expect(identityHeaders(person, mode, 's-1').slice(-2)).toEqual(extra)
    expect(identityHeaders(viewer, 'classic', 's-1').slice(-2)).toEqual(extra)
    expect(identityHeaders(viewer, 'constrained', 's-1')).toEqual(['Impersonate-User', viewer.name])
  })

  test('nobody brings a session of their own choice', () => {
    for (const key of [sessionExtraKey, 'Latchkey.dev/Session-ID']) {
      const spoofed = identityHeaders({ ...person, extra: { [key]: ['forged'] } }, 'classic', 's-1')
      expect(spoofed.filter(text => /session/i.test(text))).toEqual(['Impersonate-Extra-latchkey.dev%2Fsession-id'])
      expect(spoofed).not.toContain('forged')
      expect(identityHeaders({ ...viewer, extra: { [key]: ['forged'] } }, 'constrained', 's-1')).toEqual(['Impersonate-User', viewer.name])
    }
  })

  test('constrained mode names a ServiceAccount and nothing else, classic mode everything', () => {
    expect(identityHeaders(viewer, 'constrained')).toEqual(['Impersonate-User', viewer.name])
    expect(identityHeaders(viewer, 'classic')).toContain('u-1')
  })
})

describe('the last hop', () => {
  test.each([[[]], [['accept', 'Impersonate-User']], [['Impersonate-User', '']], [['Impersonate-User']], [['Impersonate-Group', 'a', 'Impersonate-Uid', 'b']]])(
    'lets no request leave with %j',
    headers => {
      expect(() => requireIdentity(headers)).toThrow(TypeError)
    },
  )

  test('lets one leave that names its user', () => {
    expect(() => requireIdentity(['accept', 'x', 'Impersonate-User', 'editor'])).not.toThrow()
  })
})
