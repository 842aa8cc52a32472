import { loginRequestGroup } from '#contract/login.ts'
import { openApiDocuments } from './open-api-documents.ts'

const { group, version, resource, kind } = loginRequestGroup
const groupVersion = { groupVersion: `${group}/${version}`, version }

const apiGroup = { name: group, versions: [groupVersion], preferredVersion: groupVersion }
const apiGroupList = { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] }

/** apidiscovery.k8s.io/v2 APIGroupDiscoveryList: all in one answer, where it is asked for. */
const aggregated = {
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: [
    {
      metadata: { name: group },
      versions: [
        {
          version,
          freshness: 'Current',
          resources: [{ resource, responseKind: { group, version, kind }, scope: 'Cluster', singularResource: 'loginrequest', verbs: ['create'] }],
        },
      ],
    },
  ],
}
const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

const documents: Readonly<Record<string, unknown>> = {
  ...openApiDocuments,
  '/apis': apiGroupList,
  [`/apis/${group}`]: { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup },
  [`/apis/${group}/${version}`]: {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion.groupVersion,
    resources: [{ name: resource, singularName: 'loginrequest', namespaced: false, kind, verbs: ['create'] }],
  },
}

/** The document of a path, discovery or OpenAPI, as the kube-apiserver's aggregator and kubectl ask for it; null for any other path. */
export function discoveryDocument(path: string, accept: string): { contentType: string; body: unknown } | null {
  if (path === '/apis' && acceptsAggregated(accept)) return { contentType: aggregatedType, body: aggregated }
  const body = documents[path]
  return body === undefined ? null : { contentType: 'application/json', body }
}

function acceptsAggregated(accept: string): boolean {
  return accept.split(',').some(type => {
    const parameters = type.split(';').map(part => part.trim().toLowerCase())
    return ['application/json', 'g=apidiscovery.k8s.io', 'v=v2', 'as=apigroupdiscoverylist'].every(part => parameters.includes(part))
  })
}
