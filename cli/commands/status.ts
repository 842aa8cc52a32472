import { toAppError } from '../../lib/errors/app-error.ts'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, type Terminal } from '../io/terminal.ts'
import { serverScopeText } from '../services/server-scope.ts'
import { readSession, withSession } from '../services/session.ts'
import { readKubernetesVersion, readLoginMethods } from '../services/versions.ts'
import { accessThrough, withTransport } from './open-cluster.ts'
import { sessionText } from './session-text.ts'

/** Cluster, Latchkey, session: each line is one step towards the dashboard. The first that fails ends it with its exit code. */
export async function status(invocation: InvocationOf<'status'>, terminal: Terminal): Promise<void> {
  await withTransport(invocation.global, terminal, async transport => {
    const access = accessThrough(transport, terminal, invocation.global)
    const { origin } = transport.connection.server
    const steps: Record<string, string> = {}
    const tell = (name: string, text: string) => {
      steps[name] = text
      if (invocation.output === 'text') print(terminal, `${`${name}:`.padEnd(12)}${text}`)
    }
    try {
      tell('kubernetes', `${await readKubernetesVersion(transport)} at ${origin}`)
      const methods = await readLoginMethods(access.service)
      tell('latchkey', `${methods.serverVersion}, signs in by ${methods.methods.join(', ')}`)
      tell('rights', await serverScopeText(transport))
      const session = await withSession(access, token => readSession(access.service, token))
      tell('session', sessionText(session.user.name, session.method, session.expiresAt))
      if (invocation.output === 'json') printJson(terminal, { ...steps, problem: null })
    } catch (thrown) {
      if (invocation.output === 'json') printJson(terminal, { ...steps, problem: toAppError(thrown).message })
      throw thrown
    }
  })
}
