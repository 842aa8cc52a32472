import { createHmac, timingSafeEqual } from 'node:crypto'
import { identityKey } from '../identity-key.ts'
import type { Session } from '../services.ts'
import { isMountTag, mountTag } from './cookie-scope.ts'
import { deriveKey } from './derived-keys.ts'
import type { KeyManager } from './key-manager.ts'
import type { MasterKey } from './keyring.ts'

/**
 * Proof that a script holds a page which we made for this very session: a MAC over what names it (`proofName`), written into the
 * page. No other origin can read it, and a page of one session cannot act in the next one that the browser holds.
 * `<kid>.<base64url>.<mount tag>`: characters of an HTTP token, so that it may be a WebSocket subprotocol; the tag tells
 * an upgrade, which the service proxy does not tell its path, the mount whose cookie is meant.
 */
export type PageProofs = {
  of(name: string, prefix: string): string
  verify(name: string, proof: string): Promise<boolean>
}

const pattern = /^([0-9a-f]{8})\.([A-Za-z0-9_-]{43})\.([0-9a-f]+)$/

/** Whether a text has the form of a proof, and the mount tag it names; null where it has not. */
export function mountTagOfProof(proof: string): string | null {
  const tag = pattern.exec(proof)?.[3]
  return tag !== undefined && isMountTag(tag) ? tag : null
}

/** What a proof names: the session, and whom it acts as where that is not its user. A page of one is not a page of the other. */
export function proofName({ id, identity, viewer }: Pick<Session, 'id' | 'identity' | 'viewer'>): string {
  return viewer ? `${id} ${identityKey(identity)}` : id
}

export function createPageProofs(keys: KeyManager): PageProofs {
  return {
    of(name, prefix) {
      const key = keys.signingKey()
      const tag = mountTag(prefix)
      return `${key.kid}.${mac(key, name, tag).toString('base64url')}.${tag}`
    },
    async verify(name, proof) {
      const [, kid, text, tag] = pattern.exec(proof) ?? []
      if (kid === undefined || text === undefined || tag === undefined) return false
      const key = await keys.verifyingKey(kid)
      return key !== null && timingSafeEqual(mac(key, name, tag), Buffer.from(text, 'base64url'))
    },
  }
}

function mac(key: MasterKey, name: string, tag: string): Buffer {
  return createHmac('sha256', deriveKey(key, 'page-proof')).update(`${tag} ${name}`).digest()
}
