import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { buildGoBinary, type GoBinary } from './go.ts'
import { applyAll, type Kube, kubectl } from './kubectl.ts'

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** The version of a module that a go.mod of ours requires. */
export function pinnedVersion(goMod: string, module: string): string {
  const line = goMod.split('\n').find(text => text.trim().startsWith(`${module} v`))
  if (line === undefined) throw new Error(`go.mod requires no ${module}.`)
  return line.trim().split(' ')[1] ?? ''
}

const goMod = readFileSync(new URL('operator/go.mod', import.meta.url), 'utf8')
const operatorModule = 'github.com/prometheus-operator/prometheus-operator'
const alertmanagerModule = 'github.com/prometheus/alertmanager'

/** A static binary and the reference of the image that holds nothing else. */
export type DemoImage = { ref: string; binary: GoBinary }

const operatorImage: DemoImage = {
  ref: `latchkey-demo/prometheus-operator:${pinnedVersion(goMod, operatorModule)}`,
  binary: { name: 'prometheus-operator', folder: folder('operator'), package: `${operatorModule}/cmd/operator` },
}
const reloaderImage: DemoImage = {
  ref: `latchkey-demo/prometheus-config-reloader:${pinnedVersion(goMod, operatorModule)}`,
  binary: { name: 'prometheus-config-reloader', folder: folder('operator'), package: `${operatorModule}/cmd/prometheus-config-reloader` },
}
const alertmanagerImage: DemoImage = {
  ref: `latchkey-demo/alertmanager:${pinnedVersion(goMod, alertmanagerModule)}`,
  binary: { name: 'alertmanager', folder: folder('operator'), package: `${alertmanagerModule}/cmd/alertmanager` },
}
const standIn: GoBinary = { name: 'stand-in', folder: folder('stand-in'), package: '.' }

/**
 * Everything that runs in the demo's pods: the real operator, config reloader and Alertmanager, and a stand-in for
 * the shop's services and for Prometheus itself.
 */
export const demoImages: readonly DemoImage[] = [
  operatorImage,
  reloaderImage,
  alertmanagerImage,
  { ref: 'latchkey-demo/stand-in:1', binary: standIn },
  { ref: 'latchkey-demo/prometheus-stand-in:1', binary: standIn },
]

/**
 * Builds the binaries (minutes the first time, nothing after) and hands each to the cluster as an image.
 * @param importBinary - makes an image of one static binary and brings it into the cluster
 */
export async function importDemoImages(importBinary: (ref: string, binaryPath: string) => Promise<void>, signal?: AbortSignal): Promise<void> {
  for (const image of demoImages) await importBinary(image.ref, await buildGoBinary(image.binary, signal))
}

/** The manifests of demo/operator with the image references filled in. */
export function operatorManifests(): unknown[] {
  const text = readFileSync(new URL('operator/manifests.yaml', import.meta.url), 'utf8')
    .replace('IMAGE_OPERATOR', operatorImage.ref)
    .replace('IMAGE_CONFIG_RELOADER', reloaderImage.ref)
  return parseAllDocuments(text).map(document => document.toJS() as unknown)
}

/** Starts the Prometheus operator in the cluster and waits until it answers its probe. Needs its CRDs and images there. */
export async function startOperator(kube: Kube): Promise<void> {
  await applyAll(kube, operatorManifests())
  await kubectl(kube, ['-n', 'monitoring', 'rollout', 'status', 'deployment/prometheus-operator', '--timeout=90s'])
}
