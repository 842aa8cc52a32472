import { describe, expect, test } from 'vitest'
import { createReplica, damage } from '../testing/session-kit.ts'
import { createPageProofs, mountTagOfProof } from './page-proof.ts'

const replica = await createReplica()
const proofs = createPageProofs(replica.keys)

describe('the proof of a page', () => {
  test('holds for its session, on every replica', async () => {
    const other = createPageProofs((await createReplica({ store: replica.store, clock: replica.clock })).keys)
    expect(await other.verify('s-1', proofs.of('s-1', '/a'))).toBe(true)
    expect(await proofs.verify('s-2', proofs.of('s-1', '/a'))).toBe(false)
  })

  test('no character of it may change, the mount tag neither', async () => {
    const proof = proofs.of('s-1', '/a')
    for (const at of [0, 9, 30, proof.length - 1]) expect(await proofs.verify('s-1', damage(proof, at)), String(at)).toBe(false)
    for (const text of ['', '1', `${proof}0`, proof.replace(/\.[^.]*$/, '.0'), proof.slice(0, -9), 'latchkey'])
      expect(await proofs.verify('s-1', text), text).toBe(false)
  })

  test('is an HTTP token and names the mount', () => {
    expect(proofs.of('s-1', '/a')).toMatch(/^[\w.-]+$/)
    expect(mountTagOfProof(proofs.of('s-1', ''))).toBe('0')
    expect(mountTagOfProof(proofs.of('s-1', '/a'))).toMatch(/^[0-9a-f]{8}$/)
    expect(mountTagOfProof('1')).toBeNull()
  })

  test('that of another keyring proves nothing', async () => {
    const foreign = createPageProofs((await createReplica()).keys)
    expect(await proofs.verify('s-1', foreign.of('s-1', ''))).toBe(false)
  })
})
