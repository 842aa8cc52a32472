import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pins } from '../demo/crds.ts'
import { isRecord } from '../lib/domain/object-diff.ts'
import { repositoryRoot } from './steps.ts'

// What lib/server/graphql/schema/golden-schema.test.ts makes its schema of: what the kube-apiserver of the demo publishes of the CRDs.
// Run it with the address of a `kubectl proxy` when demo/pins.json changed: `node scripts/schema-fixtures.ts http://127.0.0.1:8001`.

const folder = join(repositoryRoot, 'lib/server/graphql/schema/__golden__/openapi')
/** Of the operators in demo/pins.json; whatever else the cluster serves has no part in it. */
const isOperatorGroup = (group: string) => /(?:^|\.)(?:istio\.io|cert-manager\.io|coreos\.com|cilium\.io)$/.test(group)
/** Descriptions are most of a document: they are kept of one group. */
const describedGroup = 'acme.cert-manager.io'

type Discovered = { metadata: { name: string }; versions: { version: string; resources: unknown[] }[] }

async function get(url: string, accept: string): Promise<Record<string, unknown>> {
  const answer = await fetch(url, { headers: { accept } })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return (await answer.json()) as Record<string, unknown>
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions)
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([key, child]) => !(key === 'description' && typeof child === 'string'))
  return Object.fromEntries(kept.filter(([key]) => key !== 'x-kubernetes-validations').map(([key, child]) => [key, withoutDescriptions(child)]))
}

/** The kinds' own schemas; of shared components only that they are there. */
function trimmed(document: Record<string, unknown>, group: string): unknown {
  const { schemas } = document['components'] as { schemas: Record<string, unknown> }
  const own = Object.entries(schemas).filter(([name]) => !name.startsWith('io.k8s.apimachinery.') && !name.endsWith('List'))
  const meta = ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', { type: 'object', properties: { name: { type: 'string' } } }] as const
  const kept = Object.fromEntries([...own, meta])
  return { components: { schemas: group === describedGroup ? kept : withoutDescriptions(kept) } }
}

const [, , origin] = process.argv
if (origin === undefined) throw new Error('Give the address of a kubectl proxy.')
const discovery = await get(`${origin}/apis`, 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
const groups = (discovery['items'] as Discovered[]).filter(({ metadata }) => isOperatorGroup(metadata.name))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const items = groups.map(({ metadata, versions }) => ({
  metadata: { name: metadata.name },
  versions: versions.map(({ version, resources }) => ({ version, resources })),
}))
writeFileSync(join(folder, 'discovery.json.gz'), gzipSync(JSON.stringify({ items }), { level: 9 }))
const kinds = new Set<string>()
for (const { metadata, versions } of groups)
  for (const { version, resources } of versions) {
    for (const resource of resources) if (isRecord(resource)) kinds.add(`${resource['resource']}.${metadata.name}`)
    const document = await get(`${origin}/openapi/v3/apis/${metadata.name}/${version}`, 'application/json')
    writeFileSync(join(folder, `${metadata.name}_${version}.json.gz`), gzipSync(JSON.stringify(trimmed(document, metadata.name)), { level: 9 }))
  }
if (kinds.size !== pins.crdCount) throw new Error(`The cluster serves ${kinds.size} custom kinds where demo/pins.json says ${pins.crdCount}.`)
