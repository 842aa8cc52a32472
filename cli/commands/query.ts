import { readFileSync } from 'node:fs'
import type { GraphQLResponse } from '../../lib/contract/graphql.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { InvocationOf } from '../invocation.ts'
import { jsonLine, jsonText } from '../io/object-text.ts'
import type { Terminal } from '../io/terminal.ts'
import { yamlText } from '../io/yaml-text.ts'
import { parseJson } from '../kube/status.ts'
import { readText } from '../kube/transport.ts'
import { failureOf, type Operation, runOperation } from '../services/graphql.ts'
import { isSubscription } from '../services/operation-kind.ts'
import { withSession } from '../services/session.ts'
import { keepFollowing } from './keep-following.ts'
import { withAccess } from './open-cluster.ts'

type Query = InvocationOf<'query'>

/** Runs a GraphQL operation and prints its data. Errors beside data are told after it. */
export async function query(invocation: Query, terminal: Terminal): Promise<void> {
  const operation = await readOperation(invocation, terminal)
  await withAccess(invocation.global, terminal, async access => {
    if (isSubscription(operation)) {
      await keepFollowing(access, operation, terminal, result => printResult(result, invocation.output, terminal, true))
      return
    }
    printResult(await withSession(access, token => runOperation(access.service, token, operation)), invocation.output, terminal, false)
  })
}

/** @throws AppError by the first of the errors, once the data is printed */
function printResult({ data, errors = [] }: GraphQLResponse, output: Query['output'], terminal: Terminal, isOneOfMany: boolean): void {
  if (output === 'yaml') terminal.stdout.write(`${isOneOfMany ? '---\n' : ''}${yamlText(data)}`)
  else terminal.stdout.write(isOneOfMany ? jsonLine(data) : jsonText(data))
  if (errors.length > 0) throw failureOf(errors)
}

async function readOperation({ document, file, variables, variablesFile, operation }: Query, terminal: Terminal): Promise<Operation> {
  if ((document === null) === (file === null)) throw new AppError('USAGE', 'query takes a GraphQL document, or -f FILE that holds one.')
  const text = document ?? (file === '-' ? await readText(terminal.stdin) : readFile(file ?? ''))
  return { document: text, variables: { ...(variablesFile === null ? {} : readVariables(variablesFile)), ...variables }, operationName: operation }
}

function readVariables(file: string): Record<string, unknown> {
  const value = parseJson(readFile(file))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new AppError('USAGE', `${file} holds no JSON object.`)
  return value as Record<string, unknown>
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new AppError('USAGE', `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}
