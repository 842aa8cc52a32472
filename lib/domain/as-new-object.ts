import type { KubeObject } from '#contract/kubernetes.ts'

const ownAnnotations = /^(?:kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/revision)$/

/** An object as the beginning of another: without what the cluster wrote, and without its name. */
export function asNewObject({ apiVersion, kind, metadata, status: _status, ...fields }: KubeObject, namespace: string | undefined): Record<string, unknown> {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([name]) => !ownAnnotations.test(name))
  const into = metadata.namespace === undefined ? undefined : (namespace ?? metadata.namespace)
  return {
    apiVersion,
    kind,
    metadata: {
      name: '',
      ...(into === undefined ? {} : { namespace: into }),
      ...(metadata.labels ? { labels: metadata.labels } : {}),
      ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
    },
    ...fields,
  }
}
