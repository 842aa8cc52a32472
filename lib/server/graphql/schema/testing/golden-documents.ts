import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { KindModel } from '#domain/graphql/kind-model.ts'
import { buildKindModel } from '#domain/graphql/open-api-model.ts'
import type { ServedResource } from '#domain/resource.ts'
import { parseDiscovery } from '../../../kube/discovery.ts'

/** What the kube-apiserver publishes of the 53 CRDs of the demo (scripts/schema-fixtures.ts). */
export const goldenFolder = new URL('../__golden__/', import.meta.url)

export function goldenResources(): ServedResource[] {
  return parseDiscovery(read('discovery'))
}

export function goldenDocument({ group, version }: Pick<ServedResource, 'group' | 'version'>): unknown {
  return read(`${group}_${version}`)
}

export function goldenModel(group: string, version: string, kind: string): KindModel {
  const resource = goldenResources().find(each => each.group === group && each.version === version && each.kind === kind)
  if (!resource) throw new Error(`No ${kind} in ${group}/${version}`)
  return buildKindModel(goldenDocument(resource), resource)
}

function read(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(new URL(`openapi/${name}.json.gz`, goldenFolder))).toString('utf8'))
}
