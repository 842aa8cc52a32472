import type { LoginRequest } from '#contract/login.ts'
import { AppError } from '#errors/app-error.ts'
import type { KubeConfig } from '../config.ts'
import type { OwnClient } from '../kube/own-client.ts'
import { proveByCertificate } from './certificate-login.ts'
import { openSealedLogin, type SealedDeps } from './sealed-login.ts'
import { proveBySignature, type SignedDeps } from './signed-login.ts'
import { type Proof, proveByToken } from './token-login.ts'
import type { UnprovenWork } from './unproven-work.ts'

export type ProveDeps = SealedDeps & SignedDeps & { client: OwnClient; kube: KubeConfig; unproven: UnprovenWork }

/**
 * Whose credential a login shows. `onceId`: what the caller claims, so that the same login gives no second session; null
 * for a token that came plain, which whoever has it can show as often as they like.
 */
export async function proveLogin(deps: ProveDeps, login: LoginRequest): Promise<Proof & { onceId: string | null }> {
  const { client, kube, unproven, now } = deps
  switch (login.method) {
    case 'token': {
      if (login.sealed === undefined) {
        const { token } = login
        if (token === undefined) throw new AppError('BAD_REQUEST', "A login by token needs 'sealed' or 'token'.")
        return { ...(await unproven(() => proveByToken(client, token, now()))), onceId: null }
      }
      if (login.token !== undefined) throw new AppError('BAD_REQUEST', "A login by token has either 'sealed' or 'token'.")
      const { credential, jti } = await openSealedLogin(deps, login.sealed, 'token', login)
      return { ...(await unproven(() => proveByToken(client, credential.token, now()))), onceId: jti }
    }
    case 'cert-signed': {
      const { nonceId, ...proof } = await proveBySignature(deps, login)
      return { ...proof, onceId: nonceId }
    }
    case 'cert': {
      const { credential, jti } = await openSealedLogin(deps, login.sealed, 'cert', login)
      return { ...(await unproven(() => proveByCertificate(kube, credential, now()))), onceId: jti }
    }
  }
}
