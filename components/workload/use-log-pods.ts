import { useQuery } from '@tanstack/react-query'
import { kubeJson } from '#client/request.ts'
import { type KubeList, type KubeObject, metadataListAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import { listItems } from '#domain/list-items.ts'
import { jobPodsSelector } from '#domain/pod-containers.ts'

/** Whose logs: one pod, those that a selector takes, or those of the Jobs of a CronJob (by its uid). */
export type LogTarget = { namespace: string } & ({ pod: string } | { selector: string } | { cronJob: string })
/** `isCut`: there are more. */
export type LogPods = { pods: KubeObject[]; isCut: boolean }

const lookAgainMs = 5_000
/** More at once would keep every connection of the browser busy. */
export const mostPods = 20
const mostJobs = 500

/** The pods as they are, looked at again while somebody watches: those of a workload come and go. */
export function useLogPods(target: LogTarget) {
  return useQuery({
    queryKey: ['log-pods', target],
    queryFn: ({ signal }) => readPods(target, signal),
    refetchInterval: lookAgainMs,
    retry: false,
  })
}

async function readPods(target: LogTarget, signal: AbortSignal): Promise<LogPods> {
  const { namespace } = target
  const pods = { group: '', version: 'v1', resource: 'pods', namespace }
  if ('pod' in target) return { pods: [await kubeJson<KubeObject>(apiPath({ ...pods, name: target.pod }), { signal })], isCut: false }
  if ('selector' in target) return listPods(apiPath(pods), target.selector, signal)
  const jobs = apiPath({ group: 'batch', version: 'v1', resource: 'jobs', namespace })
  const list = await kubeJson<KubeList>(jobs, { query: { limit: String(mostJobs) }, accept: metadataListAccept, signal })
  const { selector, isCut } = jobPodsSelector(listItems(list), target.cronJob, mostPods)
  if (selector === null) return { pods: [], isCut: false }
  const listed = await listPods(apiPath(pods), selector, signal)
  return { ...listed, isCut: listed.isCut || isCut }
}

async function listPods(path: string, labelSelector: string, signal: AbortSignal): Promise<LogPods> {
  const list = await kubeJson<KubeList>(path, { query: { labelSelector, limit: String(mostPods) }, signal })
  return { pods: listItems(list), isCut: Boolean(list.metadata.continue) }
}
