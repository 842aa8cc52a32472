import type { InvocationOf } from '../invocation.ts'
import { print, printJson, type Terminal } from '../io/terminal.ts'
import { endSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'

/** Ends the kept session; that there is none is no error. */
export async function logout(invocation: InvocationOf<'logout'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async access => {
    const ended = await endSession(access)
    if (invocation.output === 'json') printJson(terminal, { ended })
    else print(terminal, ended ? 'Signed out.' : 'There was no session.')
  })
}
