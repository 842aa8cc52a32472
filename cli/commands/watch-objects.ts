import { cliWatchOperation } from '../../lib/contract/operations/cli.ts'
import { nameSelector } from '../../lib/domain/field-selector.ts'
import { say, type Terminal } from '../io/terminal.ts'
import { createWatchRows } from '../io/watch-rows.ts'
import { watchSchema } from '../operations/watch-objects.ts'
import { refOf, type Target } from '../services/get-objects.ts'
import { failureOf, understood } from '../services/graphql.ts'
import type { Access } from '../services/session.ts'
import { keepFollowing } from './keep-following.ts'

/** Prints what there is, then every change until the user stops it, as `kubectl get -w` does. */
export async function watchObjects(access: Access, { resource, namespace, name }: Target, terminal: Terminal, wide: boolean): Promise<void> {
  const rows = createWatchRows({ wide, withNamespace: resource.namespaced && namespace === null })
  const operation = {
    document: cliWatchOperation.text,
    variables: { resource: refOf(resource), namespace, fieldSelector: name === null ? null : nameSelector(name) },
    operationName: null,
  }
  await keepFollowing(access, operation, terminal, ({ data, errors = [] }) => {
    // What a single object is not to be had of leaves the others as they are.
    if (errors.length > 0) say(terminal, `error: ${failureOf(errors).message}`)
    terminal.stdout.write(rows.take(understood(watchSchema, data).watch, Date.now()))
  })
}
