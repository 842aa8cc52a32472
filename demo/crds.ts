import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
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
 * @throws Error when the modules hold other CRDs than pins.json says, or one is not served within a minute
 */
export async function applyCrds(kube: Kube): Promise<string[]> {
  const names = (await applyFiles(kube, await crdFiles(kube.signal))).map(name => name.slice(name.indexOf('/') + 1))
  if (names.length !== pins.crdCount) throw new Error(`the pinned modules hold ${names.length} CRDs where pins.json says ${pins.crdCount}.`)
  const deadline = performance.now() + 60_000
  for (;;) {
    const missing = await notEstablished(kube, names)
    if (missing.length === 0) return names
    if (performance.now() > deadline) throw new Error(`the kube-apiserver does not serve these CRDs after a minute: ${missing.join(', ')}.`)
    await delay(250)
  }
}

/** Those of the CRDs that are not served yet, by one request: `kubectl wait` asks for each by itself and takes seconds. */
async function notEstablished(kube: Kube, names: readonly string[]): Promise<string[]> {
  const established = '{{if and (eq .type "Established") (eq .status "True")}}{{$name}}{{"\\n"}}{{end}}'
  const template = `{{range .items}}{{$name := .metadata.name}}{{with .status}}{{range .conditions}}${established}{{end}}{{end}}{{end}}`
  const served = new Set((await kubectl(kube, ['get', 'crd', '-o', `go-template=${template}`])).split('\n'))
  return names.filter(name => !served.has(name))
}
