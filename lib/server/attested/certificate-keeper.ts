import type { Logger } from 'pino'
import { AppError } from '#errors/app-error.ts'
import type { KeyStore } from '../session/key-store.ts'
import type { ApiService, ApiServiceClient } from './api-service.ts'
import {
  caBundle,
  certificateInUse,
  firstServingCertificates,
  formatServingCertificates,
  needsRenewal,
  parseServingCertificates,
  renewed,
  type ServingCertificate,
  type ServingCertificates,
} from './serving-certificates.ts'

export type CertificateKeeper = {
  /**
   * One round: makes what is missing or damaged in the store, renews what ends soon, has the kube-apiserver trust it, and
   * only then tells what to serve with. Rounds never overlap, and one asked for meanwhile comes after.
   */
  keep(): Promise<{ serving: ServingCertificate; apiService: ApiService | null }>
}

export type KeeperDeps = { store: KeyStore; apiService: ApiServiceClient; dnsName: string; logger: Logger; now: () => number }

export function createCertificateKeeper({ store, apiService, dnsName, logger, now }: KeeperDeps): CertificateKeeper {
  async function stored(): Promise<ServingCertificates> {
    // Each round either ends or has lost a race against another replica, whose result the next one reads.
    for (let round = 0; round < 10; round += 1) {
      const held = await store.read()
      const certificates = held && parseServingCertificates(held.text, dnsName, now())
      if (certificates && !needsRenewal(certificates, now())) return certificates
      const next = certificates ? renewed(certificates, dnsName, now()) : firstServingCertificates(dnsName, now())
      const text = formatServingCertificates(next)
      const written = held ? await store.replace(text, held.version) : await store.create(text)
      if (!written) continue
      logger.info({ event: 'serving-certificate-made', endsAt: new Date(next[0].notAfterMs).toISOString() }, 'made a serving certificate for LoginRequests')
      return next
    }
    throw new AppError('NOT_READY', 'The serving certificate is being written by others without end. Look at the Secret latchkey-attested.')
  }

  async function round() {
    const certificates = await stored()
    const bundle = caBundle(certificates)
    const registered = await apiService.read()
    if (registered?.isOurs && registered.caBundlePem !== bundle) {
      await apiService.trust(bundle)
      logger.info({ event: 'ca-bundle-written' }, 'the kube-apiserver trusts our serving certificate')
    }
    return { serving: certificateInUse(certificates, now()), apiService: registered }
  }

  let last: Promise<unknown> = Promise.resolve()
  return {
    keep() {
      const next = last.then(round)
      last = next.catch(() => undefined)
      return next
    },
  }
}
