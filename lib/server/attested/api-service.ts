import { z } from 'zod'
import { apiPath } from '#domain/api-path.ts'
import { attestedApiServiceName } from '#domain/attested-names.ts'
import { AppError } from '#errors/app-error.ts'
import type { OwnClient } from '../kube/own-client.ts'

/** The APIService that sends LoginRequests to us, as far as we look at it. */
export type ApiService = {
  /** Whether it names our Service: somebody else's is none of our business. */
  readonly isOurs: boolean
  readonly caBundlePem: string
  /** Condition Available. */
  readonly isAvailable: boolean
  /** What that condition says. */
  readonly message: string
}

const schema = z.object({
  spec: z.object({ service: z.object({ name: z.string(), namespace: z.string() }).nullish(), caBundle: z.base64().nullish() }),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') })).default([]) }).prefault({}),
})

export type ApiServiceClient = {
  /** Null where install made none. */
  read(): Promise<ApiService | null>
  /** Has the kube-apiserver trust these CAs, for this one API. */
  trust(caBundlePem: string): Promise<void>
  /** Until the watch ends or `signal` aborts: `change` once it stands, and for each change. */
  watch(change: () => void, signal: AbortSignal): Promise<void>
}

export function createApiServiceClient(client: OwnClient, namespace: string): ApiServiceClient {
  const collection = apiPath({ group: 'apiregistration.k8s.io', version: 'v1', resource: 'apiservices' })
  const path = `${collection}/${attestedApiServiceName}`
  return {
    async read() {
      const object = await client.json({ path }).catch(error => {
        if (error instanceof AppError && error.code === 'NOT_FOUND') return null
        throw error
      })
      return object === null ? null : parseApiService(object, namespace)
    },
    async trust(caBundlePem) {
      const body = { spec: { caBundle: Buffer.from(caBundlePem).toString('base64') } }
      // A manager of our own: install applies all the rest, and never takes this away.
      await client.json({ method: 'PATCH', path: `${path}?fieldManager=latchkey-server`, body })
    },
    watch: (change, signal) => client.watch(`${collection}?watch=1&fieldSelector=metadata.name%3D${attestedApiServiceName}`, change, change, signal),
  }
}

export function parseApiService(object: unknown, namespace: string): ApiService {
  const { spec, status } = schema.parse(object)
  const available = status.conditions.find(({ type }) => type === 'Available')
  return {
    isOurs: spec.service?.name === 'latchkey' && spec.service.namespace === namespace,
    caBundlePem: Buffer.from(spec.caBundle ?? '', 'base64').toString('utf8'),
    isAvailable: available?.status === 'True',
    message: available?.message ?? '',
  }
}
