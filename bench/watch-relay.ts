import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { startKubectlProxy } from '../e2e/mounts/kubectl-proxy.ts'
import { newSession } from './graphql-client.ts'
import { adminAgent } from './kube-access.ts'
import type { Target } from './load.ts'
import { cpuSeconds } from './process-usage.ts'
import { startServer } from './server-process.ts'
import { formatTable, pairedRatio, summarize } from './statistics.ts'
import { installWidgets, makeWidgets, removeWidgets, turnWidget, widgetsPath } from './widgets.ts'

/** `watches` of one list through `kubectl proxy` and through this checkout's server, by turns, while objects of 4 KiB change: events for each second of CPU of the hop. */
export async function benchWatchRelay({ watches = 20, perSecond = 50, seconds = 5, turns = 3 } = {}): Promise<string> {
  await installWidgets()
  await makeWidgets(0, 200)
  const [kubectlProxy, server] = await Promise.all([startKubectlProxy(), startServer()])
  const changing = adminAgent(8)
  const path = `${widgetsPath}?watch=1&resourceVersion=`
  const targets: Target[] = [
    { name: 'kubectl proxy', url: kubectlProxy.origin + path, headers: {}, pid: kubectlProxy.pid },
    { name: 'Latchkey, server', url: `${server.origin}/api/k8s${path}`, headers: { 'x-latchkey-session': newSession() }, pid: server.pid },
  ]
  const series = new Map(targets.map(({ name }) => [name, { perCpuSecond: [] as number[], events: [] as number[] }]))
  let turn = 0
  try {
    for (let round = -1; round < turns; round += 1)
      for (const target of targets) {
        const relayed = await relayFor(target, watches, async () => {
          for (let sent = 0; sent < perSecond * seconds; sent += 1) {
            const dueMs = performance.now() + 1000 / perSecond
            await turnWidget(changing, sent % 200, ++turn)
            await delay(Math.max(0, dueMs - performance.now()))
          }
        })
        if (round < 0) continue
        series.get(target.name)?.perCpuSecond.push(relayed.events / relayed.cpu)
        series.get(target.name)?.events.push(relayed.events)
      }
  } finally {
    await Promise.all([kubectlProxy.stop(), server.stop(), changing.close()])
    removeWidgets()
  }
  const proxy = series.get('kubectl proxy')?.perCpuSecond ?? []
  return formatTable(
    [`WATCH, ${watches} at once, ${turns} × ${seconds} s`, 'events per CPU second', '× kubectl proxy', 'events relayed'],
    [...series].map(([name, { perCpuSecond, events }]) => [
      name,
      summarize(perCpuSecond).p50.toFixed(0),
      pairedRatio(perCpuSecond, proxy).toFixed(2),
      events.reduce((sum, each) => sum + each, 0).toFixed(0),
    ]),
  )
}

async function relayFor({ url, headers, pid, name }: Target, watches: number, change: () => Promise<void>): Promise<{ events: number; cpu: number }> {
  const dispatcher = new Agent({ connections: watches + 1, bodyTimeout: 0, allowH2: false })
  const stop = new AbortController()
  let events = 0
  try {
    const listed = await request(url.replace(/\?.*/, '?limit=1'), { headers, dispatcher })
    const { metadata } = JSON.parse(await listed.body.text()) as { metadata: { resourceVersion: string } }
    for (let opened = 0; opened < watches; opened += 1) {
      const { statusCode, body } = await request(url + metadata.resourceVersion, { headers, dispatcher, signal: stop.signal })
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}`)
      body.on('error', () => undefined)
      body.on('data', (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) events += 1
      })
    }
    const cpuBefore = cpuSeconds(pid)
    await change()
    await delay(200)
    return { events, cpu: cpuSeconds(pid) - cpuBefore }
  } finally {
    stop.abort()
    await dispatcher.destroy()
  }
}
