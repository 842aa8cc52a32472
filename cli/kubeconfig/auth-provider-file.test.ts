import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { readAuthProvider, withAuthProvider, writeAuthProvider } from './auth-provider-file.ts'

const block = `# mine
apiVersion: v1
users:
- name: other   # not this one
  user: {auth-provider: {name: oidc, config: {id-token: other}}}
- name: jane
  user:
    auth-provider:
      config:
        client-id:   'kubernetes'
        id-token: old # kept
        idp-issuer-url: https://issuer.test
      name: oidc
contexts: []
`

describe('new tokens change nothing else', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ['a value', block, { 'id-token': 'new' }, block.replace('id-token: old', 'id-token: "new"')],
    [
      'a field that was not there',
      block,
      { 'id-token': 'new', 'refresh-token': 'r' },
      block.replace('client-id: ', 'refresh-token: "r"\n        client-id: ').replace('id-token: old', 'id-token: "new"'),
    ],
    [
      'JSON',
      '{"users":[{"name":"jane","user":{"auth-provider":{"name":"oidc","config":{"id-token":"old","a":"b"}}}}]}',
      { 'id-token': 'new', 'refresh-token': 'r' },
      '{"users":[{"name":"jane","user":{"auth-provider":{"name":"oidc","config":{"refresh-token": "r", "id-token": "new","a":"b"}}}}]}',
    ],
    [
      'an empty map, and a value that is missing',
      'users: [{name: jane, user: {auth-provider: {name: oidc, config: {}}}}]\n',
      { 'id-token': 'new' },
      'users: [{name: jane, user: {auth-provider: {name: oidc, config: {"id-token": "new"}}}}]\n',
    ],
    [
      'a value that is missing',
      'users:\n- name: jane\n  user:\n    auth-provider:\n      name: oidc\n      config:\n        id-token:\n        a: b\n',
      { 'id-token': 'new' },
      'users:\n- name: jane\n  user:\n    auth-provider:\n      name: oidc\n      config:\n        id-token: "new"\n        a: b\n',
    ],
    [
      'a block scalar',
      'users:\n- name: jane\n  user:\n    auth-provider:\n      config:\n        id-token: >-\n          o\n          ld\n        a: b\n',
      { 'id-token': 'new' },
      'users:\n- name: jane\n  user:\n    auth-provider:\n      config:\n        id-token: "new"\n        a: b\n',
    ],
  ])('%s', (_what, before, changes, after) => {
    expect(withAuthProvider(before, 'jane', changes)).toBe(after)
  })

  test.each([
    ['no such user', block.replace('name: jane', 'name: joan')],
    ['one whose value others share', block.replace('id-token: old # kept', 'id-token: &t old').replace('contexts: []', 'contexts: [*t]')],
  ])('nothing is done about %s', (_what, text) => {
    expect(withAuthProvider(text, 'jane', { 'id-token': 'new' })).toBeNull()
  })
})

test('the file keeps its mode, and a link stays one', () => {
  const folder = tempFolder({ real: block })
  chmodSync(`${folder}/real`, 0o640)
  symlinkSync('real', `${folder}/link`)
  writeAuthProvider(`${folder}/link`, 'jane', { 'id-token': 'new' })
  expect(readAuthProvider(`${folder}/link`, 'jane')).toMatchObject({ 'id-token': 'new', 'client-id': 'kubernetes' })
  expect(lstatSync(`${folder}/link`).isSymbolicLink()).toBe(true)
  expect(statSync(`${folder}/real`).mode & 0o777).toBe(0o640)
  expect(readFileSync(`${folder}/real`, 'utf8')).toContain('# not this one')
})

test('a file that has gone has no config, and one that is no YAML any more is told', async () => {
  const folder = tempFolder({ config: 'a: [' })
  expect(readAuthProvider(`${folder}/none`, 'jane')).toBeNull()
  expect((await failureOf(() => readAuthProvider(`${folder}/config`, 'jane'))).message).toContain('/config cannot be read any more')
})

test('a file that cannot be changed says so, with no token in the message', async () => {
  const error = await failureOf(() => writeAuthProvider(`${tempFolder({ config: block })}/config`, 'joan', { 'id-token': 'secret' }))
  expect([error.code, error.message.includes('secret')]).toEqual(['KUBECONFIG_INVALID', false])
})
