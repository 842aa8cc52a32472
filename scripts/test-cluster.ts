import { join } from 'node:path'
import type { ClusterInfo } from '../cluster/cluster-info.ts'
import { clusterDown, clusterUp } from '../cluster/lifecycle.ts'
import { importImage } from '../cluster/provider.ts'
import { importBinary } from '../demo/bring-up.ts'
import { applyContent } from '../demo/content.ts'
import { createSteps, logToStderr } from '../demo/steps.ts'
import { keepPath } from '../e2e/mounts/nginx-config.ts'
import { buildImage } from './image.ts'
import { repositoryRoot, run } from './steps.ts'

/** What the end-to-end tests work on: a fresh cluster with the demo's content, and Latchkey of this checkout in it. */
export type TestCluster = ClusterInfo & { image: string }

/** Builds and starts it all; `onCleanup` gets the way back as soon as there is something to remove. */
export async function prepareTestCluster(onCleanup: (cleanup: () => Promise<void>) => void): Promise<TestCluster> {
  onCleanup(clusterDown)
  const stopper = new AbortController()
  const steps = createSteps(logToStderr, stopper.signal)
  const info = await steps.run('Kubernetes', () => clusterUp({ fresh: true }))
  if (info.kubectl === undefined || info.auditLog === undefined)
    throw new Error(`the ${info.provider} cluster tells no kubectl or audit log, which the tests read`)
  const kube = { kubectl: info.kubectl, kubeconfig: info.kubeconfigs.admin, signal: stopper.signal }
  const image = await steps.run('Image of Latchkey', buildImage)
  await steps.run('Latchkey in the cluster', async () => {
    await importImage(image.tar, image.ref)
    // One of the mounts of e2e/mounts keeps its path, which the server can know from here only.
    const code = await run(process.execPath, [join(repositoryRoot, 'cli/bin/latchkey.mjs'), 'install', '--image', image.ref, '--base-path', keepPath], {
      KUBECONFIG: info.kubeconfigs.admin,
    })
    if (code !== 0) throw new Error(`latchkey install ended with ${code}, see above`)
  })
  await applyContent(kube, importBinary, steps)
  return { ...info, image: image.ref }
}
