import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube } from './graphql/kube.ts'
import type { TestResource } from './graphql/test-resource.ts'

export type Changes = {
  count(): number
  /** Ends once each object had its last change; with the size that each has then, by name. */
  stop(): Promise<Map<string, number>>
}

/** Gives `spec.size` of each object another value time and again, the changes of one object in order, together `perSecond` where the cluster keeps up. */
export function changeAllTheTime(kube: Kube, resource: TestResource, names: readonly string[], perSecond: number): Changes {
  const namespace = resource.namespaces[0] ?? ''
  const last = new Map<string, number>()
  let count = 0
  let isOver = false
  const change = async (name: string): Promise<void> => {
    const size = ++count
    const patch = { method: 'PATCH', type: 'application/merge-patch+json', body: { spec: { size } } }
    const { status } = await kube.ask(resource.path(namespace, name), patch)
    if (status !== 200) throw new Error(`A change of ${name} was answered ${status}.`)
    last.set(name, size)
  }
  const changeOne = async (name: string): Promise<void> => {
    while (!isOver) await Promise.all([change(name), sleep((1000 * names.length) / perSecond)])
    await change(name)
  }
  const all = Promise.all(names.map(changeOne))
  // Whoever stops hears of it.
  all.catch(() => undefined)
  return {
    count: () => count,
    async stop() {
      isOver = true
      await all
      return last
    },
  }
}
