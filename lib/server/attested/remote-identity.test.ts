import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { remoteIdentity } from './remote-identity.ts'

const jane = ['X-Remote-User', 'jane']
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

describe('the identity that the front proxy names', () => {
  test('is read whole, each group and value from a line of its own', () => {
    const headers = [
      ...['Accept', '*/*', 'x-remote-user', latin1('Zoë'), 'X-Remote-Uid', 'u-1', 'X-Remote-Group', 'a, b', 'X-REMOTE-GROUP', 'c', 'X-Remote-Group', ''],
      ...['X-Remote-Extra-Scopes', 'x', 'X-Remote-Extra-scopes', '', 'X-Remote-Extra-Acme.com%2fproject', latin1('ü')],
    ]
    expect(remoteIdentity(headers)).toEqual({ name: 'Zoë', uid: 'u-1', groups: ['a, b', 'c'], extra: { scopes: ['x', ''], 'acme.com/project': ['ü'] } })
  })

  test('has what is no escape in the key of an extra as it came', () => {
    expect(remoteIdentity([...jane, 'X-Remote-Extra-50%25', 'a', 'X-Remote-Extra-5%zz', 'b', 'X-Remote-Extra-%c3%bc', 'c']).extra).toEqual({
      '50%': ['a'],
      '5%zz': ['b'],
      ü: ['c'],
    })
  })

  test.each([
    ['a second user', ['X-Remote-User', 'admin']],
    ['a second user that is the same', ['x-remote-user', 'jane']],
    ['a second uid', ['X-Remote-Uid', 'a', 'X-Remote-Uid', 'b']],
    ['underscores', ['X_Remote_User', 'admin']],
    ['some underscores', ['X-Remote_Group', 'system:masters']],
    ['underscores in the prefix of an extra', ['X-Remote-Extra_scopes', 'a']],
    ['an extra without a key', ['X-Remote-Extra-', 'a']],
    ['a name that the front proxy does not have', ['X-Remote-Groups', 'system:masters']],
    ['an impersonated user', ['Impersonate-User', 'admin']],
    ['an impersonated extra', ['iMPERSONATE_extra-a', 'admin']],
    ['an upgrade', ['Upgrade', 'websocket']],
    ['bytes that are no text', ['X-Remote-Group', '\xff']],
    ['a key that is no text', ['X-Remote-Extra-%ff', 'a']],
    ['a key that objects lose', ['X-Remote-Extra-__proto__', 'a']],
  ])('is refused with %s', (_, more) => {
    expect(() => remoteIdentity([...jane, ...more])).toThrow(expect.objectContaining({ code: 'HEADER_REFUSED' }))
    expect(() => remoteIdentity([...more, ...jane])).toThrow(expect.objectContaining({ code: 'HEADER_REFUSED' }))
  })

  test.each([[[]], [['X-Remote-User', '']], [['X-Remote-Group', 'system:masters']]])('is nobody with %j', headers => {
    expect(() => remoteIdentity(headers)).toThrow(expect.objectContaining({ code: 'CREDENTIAL_REJECTED' }))
  })

  test('never comes from a header of any other spelling', () => {
    const names = ['x-remote-user', 'x-remote-uid', 'x-remote-group', 'x-remote-extra-scopes', 'impersonate-user', 'impersonate-group', 'accept', 'cookie']
    const spelling = fc
      .tuple(fc.constantFrom(...names), fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }))
      .map(([name, capitals, underscores]) =>
        [...name].map((character, at) => (character === '-' && underscores[at] ? '_' : capitals[at] ? character.toUpperCase() : character)).join(''),
      )
    fc.assert(
      fc.property(spelling, name => {
        const isRead = /^x-remote-(?:group|extra-scopes|uid)$/i.test(name)
        const isOther = /^(?:accept|cookie)$/i.test(name)
        const read = (): unknown => remoteIdentity([...jane, name, 'evil'])
        if (isOther) expect(JSON.stringify(read())).not.toContain('evil')
        else if (isRead) expect(JSON.stringify(read())).toContain('evil')
        else expect(read).toThrow(expect.objectContaining({ code: 'HEADER_REFUSED' }))
      }),
      { numRuns: 1_000 },
    )
  })
})
