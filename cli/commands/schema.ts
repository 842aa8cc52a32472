import type { InvocationOf } from '../invocation.ts'
import { print, type Terminal } from '../io/terminal.ts'
import { readSchema } from '../services/graphql.ts'
import { withSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'

/** The GraphQL schema as SDL. */
export async function schema(invocation: InvocationOf<'schema'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async access => {
    print(terminal, await withSession(access, token => readSchema(access.service, token)))
  })
}
