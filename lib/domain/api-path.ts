import type { ResourceRef } from './resource.ts'

export type ObjectPath = ResourceRef & { namespace?: string | undefined; name?: string | undefined; subresource?: string | undefined }

/**
 * The kube-apiserver path of a list or an object, e.g. `/apis/networking.istio.io/v1/namespaces/shop/virtualservices/reviews`.
 * Every segment is percent-encoded; a segment that is empty, `.` or `..` is a programming error and throws.
 */
export function apiPath(target: ObjectPath): string {
  const segments = target.group === '' ? ['api', target.version] : ['apis', target.group, target.version]
  if (target.namespace !== undefined) segments.push('namespaces', target.namespace)
  segments.push(target.resource)
  if (target.name !== undefined) segments.push(target.name)
  if (target.subresource !== undefined) segments.push(target.subresource)
  return segments.map(segment => `/${encodeSegment(segment)}`).join('')
}

function encodeSegment(segment: string): string {
  if (segment === '' || segment === '.' || segment === '..' || segment.includes('/')) {
    throw new TypeError(`'${segment}' cannot be a segment of an API path`)
  }
  return encodeURIComponent(segment).replaceAll('%3A', ':')
}
