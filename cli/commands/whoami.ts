import type { SessionResponse } from '../../lib/contract/session.ts'
import type { InvocationOf } from '../invocation.ts'
import { print, printJson, type Terminal } from '../io/terminal.ts'
import { readSession, withSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'
import { localTime, methodWord } from './session-text.ts'

export async function whoami(invocation: InvocationOf<'whoami'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async access => {
    const session = await withSession(access, token => readSession(access.service, token))
    const { user, method, cluster, expiresAt, capabilities } = session
    if (invocation.output === 'json') printJson(terminal, { user, method, cluster, expiresAt, capabilities })
    else print(terminal, whoamiText(session))
  })
}

/** One line per fact, as `kubectl auth whoami` has them. */
export function whoamiText({ user, method, cluster, expiresAt }: SessionResponse): string {
  const facts: Array<[string, string]> = [
    ['Username', user.name],
    ...(user.uid === '' ? [] : [['UID', user.uid] as [string, string]]),
    ['Groups', user.groups.join(', ')],
    ...Object.entries(user.extra).map(([key, values]): [string, string] => [`Extra: ${key}`, values.join(', ')]),
    ['Proven by', `${methodWord(method)} (${method})`],
    ['Cluster', cluster],
    ['Until', localTime(expiresAt)],
  ]
  const width = Math.max(...facts.map(([name]) => name.length)) + 3
  return facts.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n')
}
