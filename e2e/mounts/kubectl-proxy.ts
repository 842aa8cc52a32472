import { spawn } from 'node:child_process'
import { cluster } from '../cluster.ts'

/** `kubectl proxy` as the admin on a port of its own, until `stop`. */
export function startKubectlProxy(): Promise<{ origin: string; pid: number; stop: () => Promise<void> }> {
  const child = spawn(cluster.kubectl, ['--kubeconfig', cluster.kubeconfigs.admin, 'proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`kubectl proxy ended with ${code} before it listened`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const address = /127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (address === undefined) return
      const stop = (): Promise<void> => {
        child.kill()
        return ended
      }
      resolve({ origin: `http://${address}`, pid: child.pid ?? 0, stop })
    })
  })
}
