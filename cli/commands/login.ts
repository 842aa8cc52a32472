import type { InvocationOf } from '../invocation.ts'
import { print, printJson, type Terminal } from '../io/terminal.ts'
import { logIn } from '../services/login.ts'
import { withAccess } from './open-cluster.ts'
import { sessionText } from './session-text.ts'

/** Always a fresh session, kept for the commands that follow. Only `-o json` prints its tokens. */
export async function login(invocation: InvocationOf<'login'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async ({ connection, service, cache }) => {
    const { user, method, token, wrappedToken, expiresAt } = await logIn(connection, service)
    cache.write({ token, expiresAt })
    if (invocation.output === 'json') printJson(terminal, { user, method, token, wrappedToken, expiresAt })
    else print(terminal, sessionText(user.name, method, expiresAt))
  })
}
