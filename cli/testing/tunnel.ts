import { type IncomingMessage, request } from 'node:http'
import { onTestFinished } from 'vitest'
import type { AppError } from '../../lib/errors/app-error.ts'
import type { RequestLog } from '../io/request-log.ts'
import { createTransport, readText } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import type { CredentialSource } from '../kubeconfig/credential.ts'
import { createLatchkeyService } from '../services/service-proxy.ts'
import { openTunnel, type Tunnel, type TunnelOptions } from '../tunnel/tunnel.ts'
import { kubeconfigYaml } from './kubeconfig.ts'
import { tempFolder } from './temp-folder.ts'

type Setting = Partial<TunnelOptions> & { user?: Record<string, unknown>; cluster?: Record<string, unknown>; credentials?: CredentialSource; log?: RequestLog }

/** A tunnel of the running test to `server`, which stands for the kube-apiserver; it waits for nothing unless told to. `end` ends it as a command does. */
export async function tunnelTo(
  server: string,
  setting: Setting = {},
): Promise<Tunnel & { port: number; end(): Promise<void>; troubles: Array<AppError | null> }> {
  const { user = {}, cluster = {}, credentials, log = () => {}, ...options } = setting
  const connection = connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server, user, cluster }) })}/config` }, {}, false)
  const transport = createTransport({ ...connection, ...(credentials ? { credentials } : {}) }, log)
  const troubles: Array<AppError | null> = []
  const tunnel = await openTunnel(createLatchkeyService(transport), { port: 0, onTrouble: trouble => troubles.push(trouble), patienceMs: 0, ...options })
  const end = async () => {
    await tunnel.close()
    await transport.close()
  }
  onTestFinished(end)
  return { ...tunnel, end, port: Number(new URL(tunnel.origin).port), troubles }
}

export type Answer = { status: number; headers: IncomingMessage['headers']; text: string }

/** One request as a browser's, and the whole of its answer. */
export function send(url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, async response =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: await readText(response) }),
    )
    call.on('error', reject)
    call.end(options.body)
  })
}
