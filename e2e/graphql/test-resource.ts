import { randomBytes } from 'node:crypto'
import { takenUp } from '../taken-up.ts'
import type { Kube, KubeObject } from './kube.ts'

/** A resource of a test's own, in a group of its own, with namespaces for its objects. */
export type TestResource = {
  readonly tag: string
  readonly group: string
  /** `widgets`, kind Widget: `spec.size` a whole number, `spec.color` text, `spec.note` text; `Size` is a printer column. */
  readonly plural: 'widgets'
  readonly namespaces: readonly string[]
  path(namespace: string, name?: string): string
  /** Creates or replaces a widget. */
  put(namespace: string, name: string, spec: Record<string, unknown>, labels?: Record<string, string>): Promise<KubeObject>
  drop(namespace: string, name: string): Promise<void>
  remove(): Promise<void>
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

export async function createTestResource(kube: Kube, namespaceCount = 1): Promise<TestResource> {
  const tag = randomBytes(3).toString('hex')
  const group = `gql-${tag}.latchkey.test`
  const namespaces = Array.from({ length: namespaceCount }, (_, index) => `gql-${tag}-${index}`)
  for (const name of namespaces) await kube.apply(`/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await kube.apply(`${crds}/widgets.${group}`, definitionOf(group, { plural: 'widgets', kind: 'Widget', namespaced: true }))
  await takenUp(`widgets.${group}`)
  const path = (namespace: string, name = ''): string => `/apis/${group}/v1/namespaces/${namespace}/widgets${name === '' ? '' : `/${name}`}`
  return {
    ...{ tag, group, plural: 'widgets', namespaces, path },
    put: (namespace, name, spec, labels = {}) =>
      kube.apply(path(namespace, name), { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name, namespace, labels }, spec }),
    drop: (namespace, name) => kube.remove(path(namespace, name)),
    async remove() {
      await kube.remove(`${crds}/widgets.${group}`)
      for (const name of namespaces) await kube.remove(`/api/v1/namespaces/${name}`)
    },
  }
}

/** A CRD of one version with a schema as simple as they come. */
export function definitionOf(group: string, { plural, kind, namespaced }: { plural: string; kind: string; namespaced: boolean }): KubeObject {
  const spec = { type: 'object', properties: { size: { type: 'integer', format: 'int32' }, color: { type: 'string' }, note: { type: 'string' } } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
          additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        },
      ],
    },
  }
}
