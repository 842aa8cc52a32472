/** Aggregated discovery of pods, deployments and namespaces; of reviews, which can only be created. Undefined at other paths. */
export function discovery(path: string): unknown {
  const version = (...resources: Array<[string, string, string]>) => [
    {
      version: 'v1',
      resources: resources.map(([resource, kind, scope]) => ({
        resource,
        responseKind: { kind },
        scope,
        verbs: kind.endsWith('Review') ? ['create'] : ['get', 'list'],
        shortNames: [],
      })),
    },
  ]
  if (path === '/api/k8s/api')
    return { items: [{ metadata: { name: '' }, versions: version(['pods', 'Pod', 'Namespaced'], ['namespaces', 'Namespace', 'Cluster']) }] }
  if (path === '/api/k8s/apis')
    return {
      items: [
        { metadata: { name: 'apps' }, versions: version(['deployments', 'Deployment', 'Namespaced']) },
        { metadata: { name: 'authentication.k8s.io' }, versions: version(['tokenreviews', 'TokenReview', 'Cluster']) },
      ],
    }
  return undefined
}
