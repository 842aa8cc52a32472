import { describe, expect, test } from 'vitest'
import { caPem } from '../testing/certificates.ts'
import { clusterIdOf } from './cluster-id.ts'

describe('the cluster id', () => {
  test('depends on the certificates and not on how the PEM is written', () => {
    const id = clusterIdOf(caPem)
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(clusterIdOf(`# comment\r\n${caPem.replaceAll('\n', '\r\n')}\n\n`)).toBe(id)
    expect(clusterIdOf(caPem + caPem)).not.toBe(id)
  })

  test('refuses a file without a certificate', () => {
    expect(() => clusterIdOf('')).toThrow(/no certificate/)
  })
})
