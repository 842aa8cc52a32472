import { cliTreeOperation } from '../../lib/contract/operations/cli.ts'
import type { InvocationOf } from '../invocation.ts'
import { jsonText } from '../io/object-text.ts'
import { say, type Terminal } from '../io/terminal.ts'
import { treeText } from '../io/tree-text.ts'
import { type OwnedTree, ownedTreeSchema } from '../operations/owned-tree.ts'
import { discoverResources } from '../services/discovery.ts'
import { findResource } from '../services/find-resource.ts'
import { refOf } from '../services/get-objects.ts'
import { readData, understood } from '../services/graphql.ts'
import { type Access, withSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'
import { sayNotSearched } from './say-not-searched.ts'

/** What an object owns, and what that owns, as far as the user may list it. */
export async function tree(invocation: InvocationOf<'tree'>, terminal: Terminal): Promise<void> {
  await withAccess(invocation.global, terminal, async access => {
    const found = await withSession(access, token => readTree(token, access, invocation))
    terminal.stdout.write(invocation.output === 'json' ? jsonText(found) : treeText(found))
    const { notSearched, complete } = found._owned
    if (!complete) say(terminal, 'There is more than is shown here.')
    sayNotSearched(terminal, notSearched)
  })
}

async function readTree(token: string, { connection, service }: Access, { kind, name }: InvocationOf<'tree'>): Promise<OwnedTree> {
  const resource = findResource(await discoverResources(service, token), kind)
  const data = await readData(service, token, cliTreeOperation.text, {
    resource: refOf(resource),
    namespace: resource.namespaced ? connection.namespace : null,
    name,
  })
  return understood(ownedTreeSchema, data).object
}
