import { AppError } from '#errors/app-error.ts'
import { checkKubePath } from '../proxy/kube-path.ts'

const podPath = /^\/api\/v1\/namespaces\/[a-z0-9-]+\/pods\/[a-z0-9.-]+\/(?:exec|attach|portforward)$/

/**
 * The kube-apiserver path, with its query, that a segment hides in base64url: the service proxy drops the query of an
 * upgrade, and `kubectl proxy` refuses paths that look like exec and attach. Throws BAD_REQUEST, and NOT_FOUND for
 * anything but exec, attach and portforward of a pod.
 */
export function readPodPath(segment: string): string {
  const bytes = Buffer.from(segment, 'base64url')
  if (segment === '' || bytes.toString('base64url') !== segment)
    throw new AppError('BAD_REQUEST', 'The last segment has to be a path of the kube-apiserver in base64url.')
  const path = checkKubePath(bytes.toString('latin1'))
  if (!podPath.test(path.split('?', 1)[0] ?? '')) throw new AppError('NOT_FOUND', 'Only exec, attach and portforward of a pod are served here.')
  return path
}
