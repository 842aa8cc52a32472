import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { goModuleFolder } from './go.ts'
import { applyFiles, type Kube, kubectl } from './kubectl.ts'
import { yamlFilesAt } from './yaml-files.ts'

const pinsSchema = z.object({
  crds: z.array(z.object({ module: z.string(), version: z.string(), path: z.string() })),
  crdCount: z.number().int(),
})

/** The operators' Go modules that the CRDs come from, and how many CRDs they hold together. */
export const pins = pinsSchema.parse(JSON.parse(readFileSync(new URL('pins.json', import.meta.url), 'utf8')))

/** The CRD files of the pinned modules on this machine, downloaded the first time. */
export async function crdFiles(signal?: AbortSignal): Promise<string[]> {
  const folders = await Promise.all(pins.crds.map(async pin => join(await goModuleFolder(pin, signal), pin.path)))
  return folders.flatMap(yamlFilesAt)
}

/**
 * Applies the operators' CRDs and waits until the kube-apiserver serves them.
 * @returns their names, `virtualservices.networking.istio.io` and so on
 */
export async function applyCrds(kube: Kube): Promise<string[]> {
  const names = await applyFiles(kube, await crdFiles(kube.signal))
  if (names.length !== pins.crdCount) throw new Error(`the pinned modules hold ${names.length} CRDs where pins.json says ${pins.crdCount}.`)
  await kubectl(kube, ['wait', '--for=condition=Established', '--timeout=60s', ...names])
  return names.map(name => name.slice(name.indexOf('/') + 1))
}
