import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from './conditions.ts'
import { readLabelMap, readLabelSelector, selectorText } from './references/label-selector-object.ts'

/** A container of a pod. `kind` in the order they run; `hasPrevious`: it ended before and was started again. */
export type PodContainer = { name: string; kind: 'init' | 'main' | 'ephemeral'; hasPrevious: boolean; isRunning: boolean }

const lists = [
  ['initContainers', 'initContainerStatuses', 'init'],
  ['containers', 'containerStatuses', 'main'],
  ['ephemeralContainers', 'ephemeralContainerStatuses', 'ephemeral'],
] as const

/** The containers of a Pod, of its init containers first. */
export function podContainers(pod: Pick<KubeObject, 'spec' | 'status'>): PodContainer[] {
  const spec = asRecord(pod.spec) ?? {}
  const status = asRecord(pod.status) ?? {}
  return lists.flatMap(([containers, statuses, kind]) =>
    records(spec[containers]).map(({ name }) => {
      const told = records(status[statuses]).find(each => each['name'] === name) ?? {}
      return {
        name: String(name ?? ''),
        kind,
        hasPrevious: Number(told['restartCount'] ?? 0) > 0,
        isRunning: asRecord(asRecord(told['state'])?.['running']) !== undefined,
      }
    }),
  )
}

/** The container that `kubectl logs` and `kubectl exec` take: the one the annotation names, else the first (kubectl pkg/cmd/util/podcmd). */
export function defaultContainer({ metadata, ...pod }: Pick<KubeObject, 'metadata' | 'spec' | 'status'>): string {
  const main = podContainers(pod).filter(({ kind }) => kind === 'main')
  const named = metadata.annotations?.['kubectl.kubernetes.io/default-container']
  return main.find(({ name }) => name === named)?.name ?? main[0]?.name ?? ''
}

const workloads = new Set(['apps Deployment', 'apps StatefulSet', 'apps DaemonSet', 'apps ReplicaSet', 'batch Job', ' ReplicationController'])

/** What selects the pods of a workload, as a list takes it; null for what has none. */
export function podSelector(group: string, { kind, spec }: Pick<KubeObject, 'kind' | 'spec'>): string | null {
  if (!workloads.has(`${group} ${kind}`)) return null
  const given = asRecord(spec)?.['selector']
  // Of a ReplicationController it is the labels themselves.
  const selector = kind === 'ReplicationController' ? readLabelMap(given) : readLabelSelector(given)
  return selector === null || selector.length === 0 ? null : selectorText(selector)
}

/**
 * What selects the pods of a CronJob's Jobs, the newest `most` of these; null where it has none. `isCut`: it has more. The label that every
 * version of Kubernetes gives them.
 */
export function jobPodsSelector(jobs: readonly Pick<KubeObject, 'metadata'>[], cronJobUid: string, most: number): { selector: string | null; isCut: boolean } {
  const own = jobs.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === cronJobUid))
  const newest = own.toSorted((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '')).slice(0, most)
  const names = newest.map(({ metadata }) => metadata.name)
  return { selector: names.length === 0 ? null : `job-name in (${names.join(',')})`, isCut: own.length > most }
}

/** In which of these to run a command: the one that is wanted ('' for none) as long as it runs, else the default one, else the first that runs; '' where none does. */
export function runningContainer(pod: Pick<KubeObject, 'metadata' | 'spec' | 'status'>, wanted: string): string {
  const running = podContainers(pod).flatMap(({ name, isRunning }) => (isRunning ? [name] : []))
  return [wanted, defaultContainer(pod)].find(name => running.includes(name)) ?? running[0] ?? ''
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asRecord).filter(entry => entry !== undefined) : []
}
