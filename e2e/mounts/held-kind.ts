import { randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { kubectl } from '../cluster.ts'
import { takenUp } from '../taken-up.ts'
import type { ServingCertificate } from './serving-certificate.ts'

/**
 * A kind whose lists take as long as a test wants: its objects are stored in one version and read in another, and the
 * kube-apiserver has the conversion done by us. So "before the slow part is ready" is a fact, and no matter of time.
 */
export type HeldKind = {
  group: string
  kind: string
  /** How many objects there are. */
  count: () => number
  /** Makes one more object, which nobody can list before `release`. */
  hold: () => void
  release: () => void
  remove: () => Promise<void>
}

export async function createHeldKind(certificate: ServingCertificate, namespace: string): Promise<HeldKind> {
  const group = `held-${randomBytes(3).toString('hex')}.example.test`
  let gate = Promise.withResolvers<void>()
  gate.resolve()
  const server = createServer({ key: certificate.keyPem, cert: certificate.certificatePem }, async (request, response) => {
    const { uid, desiredAPIVersion, objects } = reviewSchema.parse(await json(request)).request
    await gate.promise
    const convertedObjects = objects.map(object => ({ ...object, apiVersion: desiredAPIVersion }))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response: { uid, convertedObjects, result: { status: 'Success' } } }),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const definition = definitionOf(group, `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, certificate.authorityPem)
  kubectl('admin', ['apply', '-f', '-'], JSON.stringify(definition))
  kubectl('admin', ['wait', '--for=condition=Established', `crd/gates.${group}`, '--timeout=30s'])
  let count = 0
  const add = (): void => {
    const object = { apiVersion: `${group}/v1`, kind: 'Gate', metadata: { name: `gate-${count}` } }
    kubectl('admin', ['create', '--raw', `/apis/${group}/v1/namespaces/${namespace}/gates`, '-f', '-'], JSON.stringify(object))
    count += 1
  }
  add()
  await takenUp(`gates.${group}`)
  return {
    group,
    kind: 'Gate',
    count: () => count,
    // A new one each time: the kube-apiserver keeps what it has had converted.
    hold: () => {
      gate = Promise.withResolvers<void>()
      add()
    },
    release: () => gate.resolve(),
    remove: async () => {
      gate.resolve()
      kubectl('admin', ['delete', 'crd', `gates.${group}`, '--wait=false'])
      // Its objects are converted once more on their way out.
      while (kubectl('admin', ['get', 'crd', `gates.${group}`, '--ignore-not-found', '-o', 'name']) !== '') await delay(200)
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

const reviewSchema = z.object({ request: z.object({ uid: z.string(), desiredAPIVersion: z.string(), objects: z.array(z.record(z.string(), z.unknown())) }) })

function definitionOf(group: string, url: string, authorityPem: string): unknown {
  const version = (name: string, storage: boolean): unknown => ({
    name,
    served: true,
    storage,
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  })
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gates.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gates', singular: 'gate', kind: 'Gate', listKind: 'GateList' },
      // Of two versions pages take the higher one.
      versions: [version('v2', false), version('v1', true)],
      conversion: {
        strategy: 'Webhook',
        webhook: { conversionReviewVersions: ['v1'], clientConfig: { url, caBundle: Buffer.from(authorityPem).toString('base64') } },
      },
    },
  }
}
