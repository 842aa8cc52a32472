import { cliVersion } from '../cli-version.ts'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import { readKubernetesVersion, readServerVersion } from '../services/versions.ts'
import { accessThrough, withTransport } from './open-cluster.ts'

/** Three versions. That Latchkey is not there or not open to the user is told, and is no failure. */
export async function version(invocation: InvocationOf<'version'>, terminal: Terminal): Promise<void> {
  const clientVersion = cliVersion()
  const asText = invocation.output === 'text'
  if (asText) print(terminal, `Client version: ${clientVersion}`)
  if (invocation.clientOnly) {
    if (!asText) printJson(terminal, { clientVersion })
    return
  }
  await withTransport(invocation.global, terminal, async transport => {
    const kubernetesVersion = await readKubernetesVersion(transport)
    const server = await readServerVersion(accessThrough(transport, terminal, invocation.global).service)
    if (server.problem !== null) say(terminal, `Latchkey: ${server.problem}`)
    if (asText) print(terminal, `Server version: ${server.version ?? 'unknown'}\nKubernetes version: ${kubernetesVersion}`)
    else printJson(terminal, { clientVersion, serverVersion: server.version, kubernetesVersion })
  })
}
