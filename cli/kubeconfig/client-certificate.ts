import type { ClientCertificate } from './credential.ts'
import { readPem } from './pem.ts'
import type { UserEntry } from './schema.ts'

/** As of a token file; client-go looks at them with every new connection. */
const rereadAfterMs = 60_000

export type ClientCertificates = {
  /** The pair to present now; null where the user has none. */
  current(): ClientCertificate | null
  /** Reads the files again: true when somebody has renewed the pair. */
  renew(): boolean
}

/**
 * The client certificate of a user. Where both come from files they are read again from time to time, as client-go does; a
 * pair that cannot be read any more is kept. @throws KUBECONFIG_INVALID when it cannot be read at first
 */
export function createClientCertificates(user: UserEntry, userName: string, now: () => number = Date.now): ClientCertificates {
  const hasCertificate = user['client-certificate'] !== undefined || user['client-certificate-data'] !== undefined
  if (!hasCertificate) return { current: () => null, renew: () => false }
  const read = (): ClientCertificate => ({
    certificate: readPem(user['client-certificate-data'], user['client-certificate'], `client certificate of user "${userName}"`) ?? '',
    key: readPem(user['client-key-data'], user['client-key'], `client key of user "${userName}"`) ?? '',
  })
  let pair = read()
  let readAtMs = now()
  const isFiles = user['client-certificate-data'] === undefined && user['client-key-data'] === undefined
  const renew = (): boolean => {
    if (!isFiles) return false
    readAtMs = now()
    const fresh = readOrNull(read)
    if (fresh === null || (fresh.certificate === pair.certificate && fresh.key === pair.key)) return false
    pair = fresh
    return true
  }
  return {
    current() {
      if (now() - readAtMs >= rereadAfterMs) renew()
      return pair
    },
    renew,
  }
}

function readOrNull(read: () => ClientCertificate): ClientCertificate | null {
  try {
    return read()
  } catch {
    return null
  }
}
