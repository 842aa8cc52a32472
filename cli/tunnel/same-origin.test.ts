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
    [{ host: '127.0.0.1:4000', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'image' }],
    [{ host: '127.0.0.1:4000', 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'document' }],
    [{ host: '127.0.0.1:4000', 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' }],
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
    [{ host: '127.0.0.1:4000', 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'image' }],
    [{ host: '127.0.0.1:4000', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }],
    [{ host: '127.0.0.1:4000', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'empty' }],
  ])('refuses %j', headers => {
    expect(refuseForeign({ headers }, 4000)).not.toBeNull()
  })
})
