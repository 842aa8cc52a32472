import { expect, it } from 'vitest'
import { newNonce } from './nonce.ts'

it('gives 128 bits in base64, and never the same ones', () => {
  const nonces = Array.from({ length: 2_000 }, newNonce)
  for (const nonce of nonces) expect(nonce).toMatch(/^[+/0-9A-Za-z]{22}==$/)
  expect(new Set(nonces).size).toBe(nonces.length)
})
