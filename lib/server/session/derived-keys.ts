import { hkdfSync } from 'node:crypto'
import type { MasterKey } from './keyring.ts'

/** What a key is for; each purpose has a key of its own, so nothing made for one is ever taken for the other. */
export type KeyPurpose = 'session-jwt' | 'wrapped-jwe' | 'session-cookie' | 'page-proof' | 'sign-in-code' | 'sealing' | 'login-nonce'

const derived = new WeakMap<MasterKey, Partial<Record<KeyPurpose, Uint8Array>>>()

/** 32 bytes by HKDF-SHA-256 (RFC 5869) from the master key, no salt (the input is uniformly random already), purpose as info. */
export function deriveKey(master: MasterKey, purpose: KeyPurpose): Uint8Array {
  const byPurpose = derived.get(master) ?? {}
  derived.set(master, byPurpose)
  byPurpose[purpose] ??= new Uint8Array(hkdfSync('sha256', master.key, '', `latchkey/v1/${purpose}`, 32))
  return byPurpose[purpose]
}
