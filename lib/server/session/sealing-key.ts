import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { compactDecrypt } from 'jose'
import type { SealingKey } from '#contract/login-proof.ts'
import { sealedLogin } from '#contract/login-proof.ts'
import { isCanonicalCompact, keyIdOf } from './compact.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import type { MasterKey } from './keyring.ts'

/** PKCS#8 of an X25519 private key (RFC 8410 §7) up to the key itself. */
const pkcs8Head = Buffer.from('302e020100300506032b656e04220420', 'hex')

const privateKeys = new WeakMap<MasterKey, KeyObject>()

/** The X25519 key of a master key. Every replica comes to the same one, and it lives as long as the master key. */
function privateKeyOf(master: MasterKey): KeyObject {
  const known = privateKeys.get(master)
  if (known) return known
  const der = Buffer.concat([pkcs8Head, deriveKey(master, 'sealing')])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  privateKeys.set(master, key)
  return key
}

/** What users seal their credentials to: the key of whatever signs now. Throws NOT_READY until a keyring was read. */
export function currentSealingKey(keys: KeyManager, clusterId: string): SealingKey {
  return sealingKeyOf(keys.signingKey(), clusterId)
}

/** The key to seal to of this id, where it is still good. */
export async function findSealingKey(keys: KeyManager, clusterId: string, kid: string): Promise<SealingKey | null> {
  const master = await keys.verifyingKey(kid)
  return master && sealingKeyOf(master, clusterId)
}

function sealingKeyOf(master: MasterKey, clusterId: string): SealingKey {
  const { x } = createPublicKey(privateKeyOf(master)).export({ format: 'jwk' })
  return { clusterId, key: { kty: 'OKP', crv: 'X25519', x: String(x), kid: master.kid } }
}

/**
 * Opens what was sealed to any key that is still good; null for everything else. One algorithm each, nothing compressed.
 * Anybody can seal, so what is inside proves nothing of itself. The bytes are the caller's to overwrite.
 */
export async function openSealed(keys: KeyManager, sealed: string): Promise<Uint8Array | null> {
  const kid = isCanonicalCompact(sealed, 5) ? keyIdOf(sealed) : null
  const master = kid && (await keys.verifyingKey(kid))
  if (!master) return null
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, privateKeyOf(master), {
      keyManagementAlgorithms: [sealedLogin.alg],
      contentEncryptionAlgorithms: [sealedLogin.enc],
      maxDecompressedLength: 0,
    })
    return protectedHeader.typ === sealedLogin.typ ? plaintext : null
  } catch {
    return null
  }
}
