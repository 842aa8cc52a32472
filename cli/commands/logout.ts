import type { InvocationOf } from '../invocation.ts'
import { print, printJson, type Terminal } from '../io/terminal.ts'
import { endEverySession, endSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'

/** Ends the kept session, or every session of the user; that there is none is no error. */
export async function logout({ global, output, everywhere }: InvocationOf<'logout'>, terminal: Terminal): Promise<void> {
  await withAccess(global, terminal, async access => {
    const ended = everywhere ? await endEverySession(access).then(() => true) : await endSession(access)
    if (output === 'json') printJson(terminal, { ended, everywhere })
    else if (everywhere) print(terminal, 'Signed out everywhere: every session of yours in this cluster has ended.')
    else print(terminal, ended ? 'Signed out.' : 'There was no session.')
  })
}
