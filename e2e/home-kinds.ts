import { randomBytes } from 'node:crypto'
import type { Kube, KubeObject } from './graphql/kube.ts'
import { takenUp } from './taken-up.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const plurals = { Boat: 'boats', Raft: 'rafts' } as const
type Kind = keyof typeof plurals

/** What an object says of itself, as its controller would write it: `ready` of the spec, and which generation it has seen. */
type Said = { ready: 'True' | 'False'; seen: number }

/** Two kinds with a status, in a group of their own, whose objects do as a test says. */
export type OwnKinds = {
  readonly group: string
  put(kind: Kind, name: string, said: Said): Promise<void>
  path(kind: Kind, name: string): string
  remove(): Promise<void>
}

export async function createOwnKinds(kube: Kube): Promise<OwnKinds> {
  const group = `home-${randomBytes(3).toString('hex')}.latchkey.test`
  const pathOf = (kind: Kind, name: string): string => `/apis/${group}/v1/namespaces/shop/${plurals[kind]}/${name}`
  for (const [kind, plural] of Object.entries(plurals)) await kube.apply(`${crds}/${plural}.${group}`, definitionOf(group, kind, plural))
  for (const plural of Object.values(plurals)) await takenUp(`${plural}.${group}`)
  return {
    group,
    path: (kind, name) => `/resources/${group}/v1/${plurals[kind]}/shop/${name}`,
    async put(kind, name, { ready, seen }) {
      const object = { apiVersion: `${group}/v1`, kind, metadata: { name, namespace: 'shop' } }
      await kube.apply(pathOf(kind, name), { ...object, spec: { size: 1 } })
      // A second spec is a second generation.
      await kube.apply(pathOf(kind, name), { ...object, spec: { size: 2 } })
      const condition = {
        ...{ type: 'Ready', status: ready, reason: 'Looked', message: `It is ${ready}.` },
        ...{ lastTransitionTime: '2026-01-02T03:04:05Z', observedGeneration: seen },
      }
      await kube.apply(`${pathOf(kind, name)}/status`, { ...object, status: { observedGeneration: seen, conditions: [condition] } })
    },
    async remove() {
      for (const plural of Object.values(plurals)) await kube.remove(`${crds}/${plural}.${group}`)
    },
  }
}

function definitionOf(group: string, kind: string, plural: string): KubeObject {
  const condition = {
    type: 'object',
    properties: Object.fromEntries([
      ...['type', 'status', 'reason', 'message', 'lastTransitionTime'].map(name => [name, { type: 'string' }]),
      ['observedGeneration', { type: 'integer' }],
    ]),
  }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced', names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` } },
      versions: [
        {
          ...{ name: 'v1', served: true, storage: true, subresources: { status: {} } },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: { type: 'object', properties: { size: { type: 'integer' } } },
                status: { type: 'object', properties: { observedGeneration: { type: 'integer' }, conditions: { type: 'array', items: condition } } },
              },
            },
          },
        },
      ],
    },
  }
}
