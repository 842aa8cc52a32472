import { z } from 'zod'
import { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { kubeJson, kubeJsonOrNull } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { appName, namespaceName, podLabels } from '../manifests/labels.ts'
import { notInstalled } from '../services/service-failure.ts'
import { forbidden } from './forbidden.ts'

/** A pod that serves Latchkey, and the port it does so at. */
export type Pod = { name: string; port: number }

/** Which pod to connect to: always the same one, as long as nothing speaks against it. */
export type LatchkeyPods = {
  /** @throws FORBIDDEN where the user may not list pods, NOT_INSTALLED, NOT_READY */
  choose(): Promise<Pod>
  /** Something has changed: whether the pod is still there is looked up before the next connection. */
  doubt(): void
  /** It does not answer, whatever the cluster says of it: another one goes first, where there is one. */
  avoid(pod: Pod): void
}

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({ containers: z.array(z.object({ ports: z.array(z.object({ name: z.string().optional(), containerPort: z.number() })).default([]) })) }),
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }).prefault({}),
    }),
  ),
})

const podsPath = `/api/v1/namespaces/${namespaceName}/pods?${new URLSearchParams({
  labelSelector: Object.entries(podLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(','),
})}`

export function createLatchkeyPods(transport: KubeTransport): LatchkeyPods {
  const avoided = new Set<string>()
  let current: Promise<Pod> | null = null

  async function look(): Promise<Pod> {
    const ready = await readyPods(transport)
    // A pod of the same name may be another process by now: with nothing better to take, it gets its chance again.
    const pod = ready.find(({ name }) => !avoided.has(name)) ?? ready[0]
    if (pod === undefined) throw await noneReady(transport)
    avoided.delete(pod.name)
    return pod
  }

  return {
    choose() {
      if (current === null) {
        const looking = look()
        current = looking
        looking.catch(() => {
          if (current === looking) current = null
        })
      }
      return current
    },
    doubt() {
      current = null
    },
    avoid({ name }) {
      avoided.add(name)
      current = null
    },
  }
}

async function readyPods(transport: KubeTransport): Promise<Pod[]> {
  let value: unknown
  try {
    value = (await kubeJson(transport, { path: podsPath })).value
  } catch (thrown) {
    throw isForbidden(thrown) ? forbidden('list pods', thrown.message) : thrown
  }
  return podListSchema.parse(value).items.flatMap(({ metadata, spec, status }) => {
    const isReady = status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
    const port = spec.containers.flatMap(({ ports }) => ports).find(({ name }) => name === 'http')
    return isReady && port && metadata.deletionTimestamp === undefined ? [{ name: metadata.name, port: port.containerPort }] : []
  })
}

async function noneReady(transport: KubeTransport): Promise<AppError> {
  if (!(await mayBeInstalled(transport))) return notInstalled()
  return withHint(
    'NOT_READY',
    'Latchkey is installed, but none of its pods is ready.',
    `Try again in a moment; \`kubectl -n ${namespaceName} get pods\` shows what they do.`,
  )
}

async function mayBeInstalled(transport: KubeTransport): Promise<boolean> {
  try {
    return (await kubeJsonOrNull(transport, { path: `/api/v1/namespaces/${namespaceName}/services/${appName}` })) !== null
  } catch (thrown) {
    if (isForbidden(thrown)) return true
    throw thrown
  }
}

function isForbidden(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && thrown.code === 'FORBIDDEN'
}
