import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder.ts'
import { createSessionCache } from './session-cache.ts'

const session = { token: 'secret', expiresAt: '2026-01-01T10:00:00Z' }
const endMs = Date.parse(session.expiresAt)

test('a session is kept for its owner alone, until a minute before its end', () => {
  const folder = tempFolder()
  let now = endMs - 3_600_000
  const cache = createSessionCache({ XDG_STATE_HOME: folder }, ['https://c', 'jane'], () => now)
  expect(cache.read()).toBeNull()
  cache.write(session)
  expect(cache.read()).toEqual(session)
  const files = readdirSync(`${folder}/latchkey/sessions`)
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.json$/)])
  expect(statSync(`${folder}/latchkey/sessions`).mode & 0o777).toBe(0o700)
  expect(statSync(`${folder}/latchkey/sessions/${files[0]}`).mode & 0o777).toBe(0o600)
  now = endMs - 60_000
  expect(cache.read()).toBeNull()
})

test('no identity finds the session of another', () => {
  const env = { XDG_STATE_HOME: tempFolder() }
  const fingerprints = [
    ['https://a', 'jane'],
    ['https://b', 'jane'],
    ['https://a', 'joe'],
    ['https://a', 'jane', { name: 'root', groups: [] }],
  ]
  const caches = fingerprints.map(fingerprint => createSessionCache(env, fingerprint, () => 0))
  for (const [index, cache] of caches.entries()) cache.write({ ...session, token: String(index) })
  expect(caches.map(cache => cache.read()?.token)).toEqual(['0', '1', '2', '3'])
  caches[0]?.clear()
  expect(caches.map(cache => cache.read()?.token)).toEqual([undefined, '1', '2', '3'])
})

test.each(['', 'not json', '{}', '{"token":"","expiresAt":"2099-01-01T00:00:00Z"}', '{"token":"x","expiresAt":"never"}'])(
  'a file with %j counts as none',
  text => {
    const folder = tempFolder()
    const cache = createSessionCache({ XDG_STATE_HOME: folder }, ['x'], () => 0)
    cache.write(session)
    writeFileSync(`${folder}/latchkey/sessions/${readdirSync(`${folder}/latchkey/sessions`)[0]}`, text)
    expect(cache.read()).toBeNull()
  },
)

test('without XDG_STATE_HOME it is under the home folder', () => {
  const home = tempFolder()
  createSessionCache({ HOME: home }, ['x'], () => 0).write(session)
  expect(readdirSync(`${home}/.local/state/latchkey/sessions`)).toHaveLength(1)
})
