import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { parse } from 'yaml'
import { z } from 'zod'
import { applyAll, type Kube } from './kubectl.ts'

export type ManyOptions = {
  /** how many VirtualServices in all */
  count: number
  /** over how many namespaces, `bench-0` … */
  namespaces: number
  /** requests in flight at once */
  parallel?: number
}

export type ManyResult = { created: number; existing: number; seconds: number }

const kubeconfigSchema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': z.string(), 'client-key-data': z.string() }) })]),
})

const markLabel = 'latchkey.dev/bench'
const markValue = 'many'

export type ManyVirtualService = {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace: string; labels: Record<string, string> }
  spec: unknown
}

/** A VirtualService of about 3 KiB as JSON; the same number always gives the same object. */
export function manyVirtualService(index: number, namespaces: number): ManyVirtualService {
  const name = `route-${String(index).padStart(5, '0')}`
  const http = Array.from({ length: 12 }, (_, rule) => ({
    name: `rule-${rule}`,
    match: [{ uri: { prefix: `/api/v${rule}/${name}` }, headers: { 'x-request-class': { exact: `class-${(index + rule) % 7}` } } }],
    retries: { attempts: 3, perTryTimeout: '2s', retryOn: 'connect-failure,reset' },
    route: [{ destination: { host: `service-${(index * 7 + rule) % 400}`, port: { number: 8080 } } }],
  }))
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: {
      name,
      namespace: `bench-${index % namespaces}`,
      labels: { app: `service-${index % 400}`, team: `team-${index % 9}`, [markLabel]: markValue },
    },
    spec: { hosts: [`${name}.example.com`], gateways: ['mesh'], http },
  }
}

/**
 * Creates many VirtualServices over many namespaces, straight at the kube-apiserver with the admin's client
 * certificate; what is there already stays. The kubeconfig must hold its certificates as data.
 * @throws Error with the kube-apiserver's answer when it refuses an object
 */
export async function makeManyVirtualServices(kube: Kube, options: ManyOptions): Promise<ManyResult> {
  const { count, namespaces, parallel = 24 } = options
  const config = kubeconfigSchema.parse(parse(readFileSync(kube.kubeconfig, 'utf8')))
  const { cluster } = config.clusters[0]
  const { user } = config.users[0]
  const pem = (base64: string) => Buffer.from(base64, 'base64')
  const connect = { ca: pem(cluster['certificate-authority-data']), cert: pem(user['client-certificate-data']), key: pem(user['client-key-data']) }
  const dispatcher = new Agent({ connect, connections: parallel })
  const from = performance.now()
  const names = Array.from({ length: namespaces }, (_, index) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `bench-${index}` } }))
  await applyAll(kube, names)
  try {
    const existing = await existingPaths(cluster.server, dispatcher)
    const missing = Array.from({ length: count }, (_, index) => manyVirtualService(index, namespaces)).filter(object => !existing.has(pathOf(object.metadata)))
    let next = 0
    const createRest = async () => {
      for (let object = missing[next++]; object !== undefined; object = missing[next++]) {
        kube.signal?.throwIfAborted()
        await create(cluster.server, dispatcher, object)
      }
    }
    await Promise.all(Array.from({ length: parallel }, createRest))
    return { created: missing.length, existing: count - missing.length, seconds: (performance.now() - from) / 1000 }
  } finally {
    await dispatcher.close()
  }
}

const pathOf = ({ namespace, name }: { namespace: string; name: string }) => `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${name}`

async function create(server: string, dispatcher: Agent, object: ManyVirtualService): Promise<void> {
  const path = pathOf(object.metadata)
  await ask(new URL(path.replace(/\/[^/]+$/, ''), server), dispatcher, { method: 'POST', body: JSON.stringify(object) })
}

type Question = { method: 'GET' | 'POST'; body?: string; accept?: string }

/** One answered request; waits and asks again while the kube-apiserver says 429, as it does while a new CRD's storage starts. */
async function ask(url: URL, dispatcher: Agent, { method, body, accept = 'application/json' }: Question): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const headers = { accept, 'content-type': 'application/json' }
    const response = await request(url, { method, dispatcher, headers, ...(body === undefined ? {} : { body }) })
    const answer = await response.body.text()
    if (response.statusCode < 300) return answer
    if (response.statusCode !== 429 || attempt === 30)
      throw new Error(`the kube-apiserver answered ${response.statusCode} to ${method} ${url.pathname}: ${answer.slice(0, 300)}`)
    await delay(1000)
  }
}

// An empty metadata list has null for its items.
const listSchema = z.object({ items: z.array(z.object({ metadata: z.object({ namespace: z.string(), name: z.string() }) })).nullable() })

/** Paths of what an earlier call made: refusing a second one costs the kube-apiserver as much as making the first. */
async function existingPaths(server: string, dispatcher: Agent): Promise<Set<string>> {
  const url = new URL(`/apis/networking.istio.io/v1/virtualservices?labelSelector=${markLabel}%3D${markValue}`, server)
  const answer = await ask(url, dispatcher, { method: 'GET', accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' })
  return new Set(listSchema.parse(JSON.parse(answer)).items?.map(item => pathOf(item.metadata)))
}
