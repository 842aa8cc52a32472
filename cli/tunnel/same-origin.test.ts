import { describe, expect, test } from 'vitest'
import { refuseForeign } from './same-origin.ts'

describe('who may ask the tunnel', () => {
  test.each([
    [{ host: '127.0.0.1:4000' }],
    [{ host: 'localhost:4000' }],
    [{ host: 'LOCALHOST:4000' }],
    [{ host: '[::1]:4000' }],
    [{ host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000' }],
    [{ host: '127.0.0.1:4000', origin: 'http://localhost:4000' }],
  ])('%j', headers => {
    expect(refuseForeign({ headers }, 4000)).toBeNull()
  })

  test.each([
    [{}],
    [{ host: '' }],
    [{ host: 'evil.test' }],
    [{ host: 'evil.test:4000' }],
    [{ host: '127.0.0.1' }],
    [{ host: '127.0.0.1:4001' }],
    [{ host: '127.0.0.1.evil.test:4000' }],
    [{ host: 'localhost.:4000' }],
    [{ host: '127.0.0.1:4000', origin: 'null' }],
    [{ host: '127.0.0.1:4000', origin: 'https://127.0.0.1:4000' }],
    [{ host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4001' }],
    [{ host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000.evil.test' }],
    [{ host: '127.0.0.1:4000', origin: '' }],
  ])('refuses %j', headers => {
    expect(refuseForeign({ headers }, 4000)).not.toBeNull()
  })
})
