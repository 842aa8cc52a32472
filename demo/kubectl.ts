import { z } from 'zod'
import { run } from './run.ts'

/** How the demo reaches a cluster: a kubectl binary and the kubeconfig of a cluster admin. */
export type Kube = { kubectl: string; kubeconfig: string; signal?: AbortSignal }

const fieldManager = 'latchkey-demo'

/** Runs kubectl and returns its stdout. */
export function kubectl(kube: Kube, args: readonly string[], input?: string): Promise<string> {
  return run(kube.kubectl, [...args, '--kubeconfig', kube.kubeconfig], {
    // The caller's own kuberc must not change what happens here.
    env: { ...process.env, KUBERC: 'off' },
    ...(input === undefined ? {} : { input }),
    ...(kube.signal && { signal: kube.signal }),
  })
}

const appliedSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional(), uid: z.string(), resourceVersion: z.string() }),
})
export type AppliedObject = z.infer<typeof appliedSchema>

export type ApplyOptions = {
  /** `status` writes through the status subresource */
  subresource?: 'status'
  /** another writer than the demo, where two are the point */
  fieldManager?: string
}

/** Server-side applies objects and returns them as the cluster holds them now. */
export async function applyAll(kube: Kube, objects: readonly unknown[], options: ApplyOptions = {}): Promise<AppliedObject[]> {
  if (objects.length === 0) return []
  const args = ['apply', '--server-side', '--force-conflicts', `--field-manager=${options.fieldManager ?? fieldManager}`, '-o', 'json', '-f', '-']
  // A status alone lacks the spec, which kubectl's own validation misses; the kube-apiserver still validates the whole.
  if (options.subresource !== undefined) args.push(`--subresource=${options.subresource}`, '--validate=warn')
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  const answer: unknown = JSON.parse(await kubectl(kube, args, JSON.stringify(list)))
  const many = z.object({ kind: z.literal('List'), items: z.array(appliedSchema) }).safeParse(answer)
  return many.success ? many.data.items : [appliedSchema.parse(answer)]
}

/** Server-side applies files; returns what kubectl calls them, one `resource/name` each. */
export async function applyFiles(kube: Kube, paths: readonly string[]): Promise<string[]> {
  const files = paths.flatMap(path => ['-f', path])
  const names = await kubectl(kube, ['apply', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, '-o', 'name', ...files])
  return names.split('\n').filter(Boolean)
}
