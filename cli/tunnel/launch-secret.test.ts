import { expect, test } from 'vitest'
import { newSecret, splitTarget } from './launch-secret.ts'

const secret = newSecret()

test('a secret is 256 bits, and another one each time', () => {
  expect([secret, newSecret() === secret]).toEqual([expect.stringMatching(/^[\w-]{43}$/), false])
})

test.each([
  [`/${secret}`, '/'],
  [`/${secret}/`, '/'],
  [`/${secret}//`, '/'],
  [`/${secret}?a=b`, '/?a=b'],
  [`/${secret}/?a=/b`, '/?a=/b'],
  [`/${secret}/api/v1/session`, '/api/v1/session'],
  [`/${secret}//api/v1/session`, '/api/v1/session'],
  [`/${secret}///x`, '//x'],
  [`/${secret}/${secret}/x`, `/${secret}/x`],
  [`/${secret}/../x`, '/../x'],
])('%s is %s below the secret', (target, path) => {
  expect(splitTarget(target, secret)).toEqual({ mount: `/${secret}`, path })
})

test.each([
  '',
  '/',
  '*',
  secret,
  `//${secret}/x`,
  `/${secret.slice(0, -1)}/x`,
  `/${secret}x/x`,
  `/${secret};/x`,
  `/${secret}%2f`,
  `/x/${secret}/x`,
  `/?${secret}`,
  `http://127.0.0.1/${secret}/`,
])('%s does not hold it', target => {
  expect(splitTarget(target, secret)).toEqual({ mount: '', path: target })
})
