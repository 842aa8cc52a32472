import { cliSearchOperation } from '../../lib/contract/operations/cli.ts'
import { parseApiVersion } from '../../lib/domain/resource.ts'
import type { InvocationOf } from '../invocation.ts'
import { jsonText } from '../io/object-text.ts'
import { alignColumns, cellText } from '../io/table-text.ts'
import { say, type Terminal } from '../io/terminal.ts'
import { type Found, searchSchema } from '../operations/search.ts'
import { readData, understood } from '../services/graphql.ts'
import { withSession } from '../services/session.ts'
import { withAccess } from './open-cluster.ts'
import { sayNotSearched } from './say-not-searched.ts'

/** Objects of all custom kinds by words, in one namespace or (`-A`) everywhere. */
export async function search({ global, output, text }: InvocationOf<'search'>, terminal: Terminal): Promise<void> {
  await withAccess(global, terminal, async access => {
    const namespaces = global.allNamespaces ? null : [access.connection.namespace]
    const data = await withSession(access, token => readData(access.service, token, cliSearchOperation.text, { text, namespaces }))
    const found = understood(searchSchema, data).search
    if (output === 'json') terminal.stdout.write(jsonText(found))
    else if (found.items.length > 0) terminal.stdout.write(searchText(found, global.allNamespaces))
    else say(terminal, namespaces === null ? 'Nothing found.' : `Nothing found in ${namespaces.join()} namespace; -A looks everywhere.`)
    if (found.total > found.items.length) say(terminal, `${found.total - found.items.length} more were found.`)
    else if (!found.complete) say(terminal, 'The search was cut; there may be more.')
    sayNotSearched(terminal, found.notSearched)
  })
}

function searchText({ items }: Found, withNamespace: boolean): string {
  const header = ['NAME', 'HEALTH', 'STATUS', 'FOUND IN']
  const rows = items.map(({ object: { apiVersion, kind, metadata, _health }, matched }) => {
    const { group } = parseApiVersion(apiVersion)
    const name = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${metadata.name}`
    return [...(withNamespace ? [metadata.namespace ?? ''] : []), name, _health.level.toLowerCase(), _health.word, matched.join(', ')].map(cellText)
  })
  return alignColumns([withNamespace ? ['NAMESPACE', ...header] : header, ...rows])
}
