import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { kubectl } from '../cluster.ts'
import type { ServingCertificate } from './serving-certificate.ts'

/**
 * A kind whose lists take as long as a test wants: its objects are stored in one version and read in another, and the
 * kube-apiserver has the conversion done by us. So "before the slow part is ready" is a fact, and no matter of time.
 */
export type HeldKind = {
  group: string
  kind: string
  /** From now on every list waits. Resolves once one does. */
  hold: () => Promise<void>
  release: () => void
  remove: () => Promise<void>
}

/** One object of the kind, in `namespace`. */
export async function createHeldKind(certificate: ServingCertificate, namespace: string): Promise<HeldKind> {
  const group = `held-${randomBytes(3).toString('hex')}.example.test`
  let gate: { open: Promise<void>; reached: () => void } | null = null
  let release = (): void => {}
  const server = createServer({ key: certificate.keyPem, cert: certificate.certificatePem }, async (request, response) => {
    const { uid, desiredAPIVersion, objects } = reviewSchema.parse(await json(request)).request
    gate?.reached()
    await gate?.open
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
  kubectl(
    'admin',
    ['create', '--raw', `/apis/${group}/v1/namespaces/${namespace}/gates`, '-f', '-'],
    JSON.stringify({ apiVersion: `${group}/v1`, kind: 'Gate', metadata: { name: 'one' } }),
  )
  return {
    group,
    kind: 'Gate',
    hold: () =>
      new Promise(reached => {
        const { promise, resolve } = Promise.withResolvers<void>()
        gate = { open: promise, reached }
        release = resolve
      }),
    release: () => {
      gate = null
      release()
    },
    remove: () => {
      release()
      kubectl('admin', ['delete', 'crd', `gates.${group}`, '--wait=false'])
      return closed(server)
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

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
