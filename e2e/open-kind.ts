import { randomBytes } from 'node:crypto'
import { kubectl } from './cluster.ts'

/** A kind whose spec keeps fields that its schema does not name, beside those that it does. */
export type OpenKind = { plural: string; listPath: string; remove: () => void }

const keep = { 'x-kubernetes-preserve-unknown-fields': true }

/** Makes one in a group that the demo's users may edit. */
export function makeOpenKind(): OpenKind {
  const group = 'demo.latchkey.dev'
  const plural = `open${randomBytes(3).toString('hex')}s`
  const inner = { type: 'object', properties: { mode: { type: 'string' } }, ...keep }
  const spec = { type: 'object', properties: { size: { type: 'integer' }, inner }, ...keep }
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, kind: 'Open', listKind: 'OpenList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } }],
    },
  }
  kubectl('admin', ['create', '-f', '-'], JSON.stringify(definition))
  const remove = () => kubectl('admin', ['delete', 'crd', `${plural}.${group}`, '--ignore-not-found', '--wait=false'])
  try {
    kubectl('admin', ['wait', '--for=condition=Established', `crd/${plural}.${group}`, '--timeout=60s'])
  } catch (error) {
    remove()
    throw error
  }
  return { plural: `${plural}.${group}`, listPath: `/resources/${group}/v1/${plural}`, remove }
}
