import { setTimeout as delay } from 'node:timers/promises'
import { type Agent, request } from 'undici'
import { kubectl } from '../e2e/cluster.ts'
import { adminAccess, adminAgent } from './kube-access.ts'

export const widgetNamespace = 'latchkey-bench'
export const widgetsPath = `/apis/bench.latchkey.dev/v1/namespaces/${widgetNamespace}/widgets`
const crd = 'widgets.bench.latchkey.dev'
const colours = ['red', 'orange', 'yellow', 'green', 'blue', 'indigo', 'violet']
/** Bytes of one object as the kube-apiserver gives it, about. */
const objectBytes = 4_096
const parallel = 24

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: crd },
  spec: {
    group: 'bench.latchkey.dev',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Colour', type: 'string', jsonPath: '.spec.colour' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: {
                  size: { type: 'integer', format: 'int32' },
                  colour: { type: 'string', enum: colours },
                  parts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, weight: { type: 'number' } } } },
                  /** Counts what a bench changes. */
                  turn: { type: 'integer', format: 'int64' },
                  notes: { type: 'string' },
                },
              },
            },
          },
        },
      },
    ],
  },
}

export type Widget = { apiVersion: string; kind: string; metadata: { name: string; labels: Record<string, string> }; spec: Record<string, unknown> }

export const widgetName = (index: number): string => `widget-${String(index).padStart(6, '0')}`

/** The same number always gives the same object; sizes are a permutation of the numbers, so that sorting moves everything. */
export function widget(index: number): Widget {
  const parts = Array.from({ length: 12 }, (_, part) => ({ name: `part-${part}-of-${index}`, weight: ((index * 31 + part * 7) % 1_000) / 10 }))
  const made: Widget = {
    apiVersion: 'bench.latchkey.dev/v1',
    kind: 'Widget',
    metadata: { name: widgetName(index), labels: { team: `team-${index % 9}` } },
    spec: { size: (index * 7_919) % 100_003, colour: colours[index % colours.length], parts, turn: 0, notes: '' },
  }
  // Beside these come the uid, times and managedFields of the kube-apiserver, about 450 bytes.
  made.spec['notes'] = 'x'.repeat(Math.max(0, objectBytes - 450 - JSON.stringify(made).length))
  return made
}

/** The definition and an empty namespace; whatever an earlier run left goes first. */
export async function installWidgets(): Promise<void> {
  removeWidgets('--wait=true')
  kubectl('admin', ['apply', '-f', '-'], JSON.stringify(definition))
  kubectl('admin', ['wait', '--for=condition=Established', `crd/${crd}`, '--timeout=60s'])
  kubectl('admin', ['create', 'namespace', widgetNamespace])
}

/** Removes the definition, and all objects with it. */
export function removeWidgets(wait: '--wait=true' | '--wait=false' = '--wait=false'): void {
  kubectl('admin', ['delete', 'crd', crd, '--ignore-not-found', wait, '--timeout=600s'])
  kubectl('admin', ['delete', 'namespace', widgetNamespace, '--ignore-not-found', wait, '--timeout=600s'])
}

/** Creates the widgets `from` up to `to` (not included), straight at the kube-apiserver. */
export async function makeWidgets(from: number, to: number): Promise<void> {
  const dispatcher = adminAgent(parallel)
  let next = from
  const makeRest = async (): Promise<void> => {
    for (let index = next++; index < to; index = next++) await send(dispatcher, 'POST', widgetsPath, JSON.stringify(widget(index)))
  }
  try {
    await Promise.all(Array.from({ length: parallel }, makeRest))
  } finally {
    await dispatcher.close()
  }
}

/** Changes one widget, so that its watches hear of it; `turn` is what they read. */
export async function turnWidget(dispatcher: Agent, index: number, turn: number): Promise<void> {
  await send(dispatcher, 'PATCH', `${widgetsPath}/${widgetName(index)}`, JSON.stringify({ spec: { turn } }))
}

// The storage of a new kind takes a moment, and the kube-apiserver says 429 until then.
async function send(dispatcher: Agent, method: 'POST' | 'PATCH', path: string, body: string): Promise<void> {
  const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }
  for (let attempt = 1; ; attempt += 1) {
    const answer = await request(adminAccess.server + path, { method, dispatcher, headers, body })
    const text = await answer.body.text()
    if (answer.statusCode < 300) return
    if (answer.statusCode !== 429 || attempt === 30) throw new Error(`${method} ${path} was answered ${answer.statusCode}: ${text.slice(0, 300)}`)
    await delay(1_000)
  }
}
