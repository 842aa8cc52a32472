import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { writeImageArchive } from '../cluster/image-archive.ts'
import { importImage } from '../cluster/provider.ts'
import type { DemoOptions } from './argv.ts'
import { applyContent } from './content.ts'
import { type Dashboard, startDashboard } from './dashboard.ts'
import { run } from './run.ts'
import type { Steps } from './steps.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const latchkey = join(root, 'node_modules', '.bin', 'latchkey')

const clusterSchema = z.object({
  /** told by the one-node provider; kind leaves it to the PATH */
  kubectl: z.string().default('kubectl'),
  kubeconfigs: z.looseObject({ admin: z.string() }),
})
export type DemoCluster = z.infer<typeof clusterSchema>

/** The last line of a command's stdout, which is its machine output. */
export function lastLine(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? ''
}

/** Makes an image that holds one static binary and brings it into the cluster. */
export async function importBinary(ref: string, binaryPath: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'latchkey-demo-'))
  try {
    const rootDir = join(work, 'root')
    await mkdir(join(rootDir, 'bin'), { recursive: true })
    await copyFile(binaryPath, join(rootDir, 'bin', basename(binaryPath)))
    const tar = join(work, 'image.tar')
    await writeImageArchive({ ref, rootDir, config: { entrypoint: [`/bin/${basename(binaryPath)}`], user: '65534:65534' }, out: tar })
    await importImage(tar, ref)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function startCluster(signal: AbortSignal): Promise<DemoCluster> {
  const args = [join(root, 'cluster/main.ts'), 'up', '--json']
  return clusterSchema.parse(JSON.parse(lastLine(await run(process.execPath, args, { cwd: root, signal, showProgress: true }))))
}

async function buildImage(signal: AbortSignal): Promise<{ ref: string; tar: string }> {
  const stdout = await run(process.execPath, [join(root, 'scripts/image.ts')], { cwd: root, signal, showProgress: true })
  return z.object({ ref: z.string(), tar: z.string() }).parse(JSON.parse(lastLine(stdout)))
}

/** Removes the cluster with all that runs in it; a second Ctrl-C does not cut it short. */
export async function removeCluster(): Promise<void> {
  await run(process.execPath, [join(root, 'cluster/main.ts'), 'down'], { cwd: root, showProgress: true, ownGroup: true })
}

/**
 * Everything from nothing to a dashboard that answers: the cluster and the product's image side by side, then the
 * content and Latchkey itself. The first failure stops the rest and is thrown once all of it has ended.
 */
export async function bringUp(options: DemoOptions, steps: Steps, stopper: AbortController): Promise<{ cluster: DemoCluster; dashboard: Dashboard }> {
  const { signal } = stopper
  const cluster = steps.run('Kubernetes', () => startCluster(signal))
  const image = steps.run('Image of Latchkey', () => buildImage(signal))
  const content = cluster.then(({ kubectl, kubeconfigs }) => applyContent({ kubectl, kubeconfig: kubeconfigs.admin, signal }, importBinary, steps))
  const installed = Promise.all([cluster, image]).then(([{ kubeconfigs }, { ref, tar }]) =>
    steps.run('Latchkey in the cluster', async () => {
      await importImage(tar, ref)
      await run(latchkey, ['install', '--image', ref, '--kubeconfig', kubeconfigs.admin], { cwd: root, signal, showProgress: true })
    }),
  )
  const everything = [cluster, image, content, installed]
  try {
    await Promise.all(everything)
  } catch (thrown) {
    stopper.abort(thrown)
    await Promise.allSettled(everything)
    throw thrown
  }
  const running = await cluster
  const dashboard = await steps.run('Dashboard', () =>
    startDashboard({ latchkey, kubeconfig: running.kubeconfigs.admin, noBrowser: options.noBrowser, interactive: !options.json, signal }),
  )
  return { cluster: running, dashboard }
}
