import type { LoginResponse } from '../../lib/contract/login.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import { logIn } from '../services/login.ts'
import { withAccess } from './open-cluster.ts'
import { sessionText } from './session-text.ts'

/** Always a fresh session, kept for the commands that follow. Only `-o json` prints its tokens, and `--code` what a browser may be handed. */
export async function login(invocation: InvocationOf<'login'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async ({ connection, service, cache }) => {
    if (invocation.code) return printCode(invocation, terminal, await logIn(connection, service, { handover: 'code' }))
    const { user, method, token, wrappedToken, expiresAt } = await logIn(connection, service)
    cache.write({ token, expiresAt })
    if (invocation.output === 'json') printJson(terminal, { user, method, token, wrappedToken, expiresAt })
    else print(terminal, sessionText(user.name, method, expiresAt))
  })
}

/** The code alone on stdout, so that it can be piped into a clipboard. The session behind it is the browser's, and is kept nowhere here. */
function printCode({ output }: InvocationOf<'login'>, terminal: Terminal, login: LoginResponse): void {
  const { user, method, code, wrappedTokenExpiresAt: expiresAt } = login
  if (code === undefined)
    throw new AppError('NOT_READY', 'Latchkey in this cluster is too old for sign-in codes. An admin brings it up to date with `latchkey install`.')
  if (output === 'json') {
    printJson(terminal, { user, method, code, expiresAt })
  } else {
    say(terminal, `Paste this into the sign-in page; it signs a browser in as ${user.name}, once, within two minutes:`)
    print(terminal, code)
  }
}
