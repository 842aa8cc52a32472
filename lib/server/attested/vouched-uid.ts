import { AppError } from '#errors/app-error.ts'

/**
 * Throws HEADER_REFUSED for a uid where `kubernetesVersion` (as `v1.31.4`) does not vouch for it: before 1.32 the
 * kube-apiserver does not know X-Remote-Uid, and passes on whatever its caller put there (client-go SetAuthProxyHeaders;
 * kubernetes#115834).
 */
export function requireVouchedUid(uid: string, kubernetesVersion: string): void {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(kubernetesVersion) ?? []
  const isVouched = Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 32)
  if (uid !== '' && !isVouched)
    throw new AppError('HEADER_REFUSED', `A kube-apiserver of version ${kubernetesVersion} says no uid; the header 'x-remote-uid' is its caller's own.`)
}
