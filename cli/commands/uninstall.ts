import { createInterface } from 'node:readline/promises'
import { AppError } from '../../lib/errors/app-error.ts'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import { requireRights } from '../services/rights-check.ts'
import { findInstalled, type Installed, removeObject, uninstallRights, waitUntilGone } from '../services/uninstall.ts'
import { withTransport } from './open-cluster.ts'

/** Removes what carries install's labels and waits until it is gone. That there is nothing is no error. */
export async function uninstall(invocation: InvocationOf<'uninstall'>, terminal: Terminal): Promise<void> {
  await withTransport(invocation.global, terminal, async transport => {
    await requireRights(transport, uninstallRights, 'uninstall Latchkey', 'Ask an admin of the cluster.')
    const installed = await findInstalled(transport)
    if (installed.length === 0) say(terminal, 'Latchkey is not installed in this cluster; nothing was removed.')
    else {
      if (!invocation.confirmed) await confirm(terminal, installed, transport.connection.server.origin)
      for (const object of installed) {
        await removeObject(transport, object)
        if (object.kind === 'APIService') await waitUntilGone(transport, [object], invocation.timeoutSeconds)
        if (invocation.output === 'text') print(terminal, `${object.kind.toLowerCase()}/${object.name} deleted`)
      }
      say(terminal, 'Waiting until it is gone…')
      await waitUntilGone(transport, installed, invocation.timeoutSeconds)
      say(terminal, 'Latchkey is uninstalled.')
    }
    if (invocation.output === 'json') printJson(terminal, { removed: installed.map(({ kind, name }) => ({ kind, name })) })
  })
}

async function confirm(terminal: Terminal, installed: readonly Installed[], origin: string): Promise<void> {
  const names = installed.map(({ kind, name }) => `  ${kind} ${name}`).join('\n')
  if (!terminal.stdinIsTty)
    throw new AppError('USAGE', `This removes from ${origin}, the namespace with everything in it:\n${names}\nGive --yes to confirm; nothing was removed.`)
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr })
  const answer = await lines.question(`This removes from ${origin}, the namespace with everything in it:\n${names}\nGo on? [y/N] `)
  lines.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new AppError('USAGE', 'Nothing was removed.')
}
