import { expect, test } from 'vitest'
import { createCookieJar, setsSession, sortCookies } from './cookie-jar.ts'

const set = (pair: string, age = 900) => `${pair}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict`

test('a jar holds what was set last, until it is ended', () => {
  const jar = createCookieJar()
  jar.take([set('a.0=2.x='), set('a.1=y'), set('b.0=1.z')])
  jar.take([set('a.1=', 0), set('b.0=1.w')])
  expect(jar.pairs()).toEqual(['a.0=2.x=', 'b.0=1.w'])
  jar.take(['b.0=1.v; MAX-AGE = 0', 'c=1; Max-Age=-5', 'd=1'])
  expect(jar.pairs()).toEqual(['a.0=2.x=', 'd=1'])
  jar.clear()
  expect(jar.pairs()).toEqual([])
})

test('only sessions of this tunnel are for the jar', () => {
  const session = [
    'latchkey-0123abcd-4000.0=2.x',
    'latchkey-0123abcd-4000.11=y',
    'latchkey-0123abcd-4000-89abcdef.0=z',
    '__Host-latchkey-0123abcd-4000.0=x',
  ].map(pair => set(pair))
  const others = [
    'latchkey-theme=dark; Path=/',
    'latchkey-namespaces-0123abcd-4000=x; Path=/',
    'latchkey-0123abcd-4001.0=x; HttpOnly',
    'latchkey-0123abcd-4000=x',
    'latchkey-0123abcd-4000.x=x',
    'other=latchkey-0123abcd-4000.0=x',
    '',
  ]
  expect(sortCookies([...session, ...others], 4000)).toEqual({ session, others })
})

test('a session that is only ended is none that begins', () => {
  expect([setsSession([set('a=', 0)]), setsSession([set('a=', 0), set('b=x')]), setsSession([])]).toEqual([false, true, false])
})
