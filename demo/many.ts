import { readFileSync } from 'node:fs'
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

/** A VirtualService of about 3 KiB as JSON; the same number always gives the same object. */
export function manyVirtualService(index: number, namespaces: number): Record<string, unknown> {
  const number = String(index).padStart(5, '0')
  const name = `route-${number}`
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
      labels: { app: `service-${index % 400}`, team: `team-${index % 9}`, 'latchkey.dev/bench': 'many' },
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
  let next = 0
  let existing = 0
  const createRest = async () => {
    while (next < count) {
      kube.signal?.throwIfAborted()
      const index = next++
      const path = `/apis/networking.istio.io/v1/namespaces/bench-${index % namespaces}/virtualservices`
      const body = JSON.stringify(manyVirtualService(index, namespaces))
      const response = await request(new URL(path, cluster.server), { method: 'POST', dispatcher, headers: { 'content-type': 'application/json' }, body })
      const answer = await response.body.text()
      if (response.statusCode === 409) existing += 1
      else if (response.statusCode !== 201)
        throw new Error(`the kube-apiserver answered ${response.statusCode} to VirtualService ${index}: ${answer.slice(0, 300)}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: parallel }, createRest))
  } finally {
    await dispatcher.close()
  }
  return { created: count - existing, existing, seconds: (performance.now() - from) / 1000 }
}
