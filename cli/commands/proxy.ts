import type { InvocationOf } from '../invocation.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import type { Access } from '../services/session.ts'
import { openTunnel } from '../tunnel/tunnel.ts'
import { withAccess } from './open-cluster.ts'
import { untilStopped } from './stay-up.ts'
import { tellTrouble } from './tell-trouble.ts'

/** The tunnel alone: no login and no browser. What comes through it needs the address that is printed, and a session of its own. */
export async function proxy(invocation: InvocationOf<'proxy'>, terminal: Terminal): Promise<void> {
  const serve = async ({ service }: Access): Promise<void> => {
    const stopped = untilStopped(terminal)
    const tunnel = await openTunnel(service, { port: invocation.port, onTrouble: tellTrouble(terminal) })
    const url = `${tunnel.mount}/`
    if (invocation.output === 'json') printJson(terminal, { url })
    else print(terminal, url)
    say(terminal, 'Latchkey is served there until Ctrl-C, to whoever has this address.')
    await stopped
    await tunnel.close()
  }
  await withAccess(invocation.global, terminal, serve, invocation.via)
}
