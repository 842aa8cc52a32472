import { Readable } from 'node:stream'
import type { KubeObject } from '#contract/kubernetes.ts'
import { parseWarnings } from '#domain/write-plan.ts'
import { AppError } from '#errors/app-error.ts'
import { parseExactJson } from '../../cache/exact-json.ts'
import type { StoredObject } from '../../cache/scoped-store.ts'
import { parsedObject } from '../../cache/stored-object.ts'
import { askPatiently } from '../../kube/ask-patiently.ts'
import { parseJson, refusalOf } from '../../kube/read-answer.ts'
import { fromTransportError } from '../../kube/unreachable.ts'
import { checkKubePath, withQuery } from '../../proxy/kube-path.ts'
import { logMutation } from '../../proxy/log-mutation.ts'
import type { GraphQLContext } from '../context.ts'
import { applyRefusal } from './apply-refusal.ts'
import { type ChangeTarget, targetPath } from './target.ts'
import { tellStore } from './tell-store.ts'

/** One request that changes something. `query` its parameters; `body` is written as JSON, integers of any size as they are. */
export type ChangeRequest = {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  target: ChangeTarget
  query: Readonly<Record<string, string>>
  contentType: string
  body: unknown
  dryRun: boolean
}

/** What came of it. `object` null where the kube-apiserver answers with something else, a Status after most deletions; `answer` is that. */
export type Changed = { object: StoredObject | null; answer: KubeObject; warnings: readonly string[]; dryRun: boolean; auditId: string | null }

/** Asks the kube-apiserver for a change as the session's identity. Throws AppError by the Status' reason. */
export async function change(context: GraphQLContext, request: ChangeRequest): Promise<Changed> {
  const { session, requestId, logger, users } = context
  const { method, target, dryRun } = request
  const path = checkKubePath(withQuery(targetPath(target), new URLSearchParams(request.query).toString()))
  const body = Buffer.from(JSON.stringify(request.body))
  const headers = ['accept', 'application/json', 'content-type', request.contentType, 'content-length', String(body.length)]
  const ask = () => users.request(session, { method, path, headers, body: Readable.from([body]), signal: context.signal, isStream: false })
  const answer = await askPatiently(ask, context.signal).catch(thrown => {
    throw unknownOutcome(thrown)
  })
  logMutation(logger, { requestId, session, method, path, answer })
  const text = await answer.body.text().catch(thrown => {
    throw unknownOutcome(fromTransportError(thrown))
  })
  if (answer.statusCode >= 300) throw applyRefusal(refusalOf(answer.statusCode, parseJson(text)))
  const made = readObject(text)
  if (!dryRun) await tellStore(context, target, made)
  return {
    object: made.kind === target.resource.kind ? parsedObject(target.resource, made) : null,
    answer: made,
    warnings: parseWarnings(headerText(answer.headers['warning'])),
    dryRun,
    auditId: headerText(answer.headers['audit-id']),
  }
}

function readObject(text: string): KubeObject {
  try {
    return parseExactJson(text) as KubeObject
  } catch (cause) {
    throw new AppError('CLUSTER_UNREACHABLE', 'The kube-apiserver answered with something that is not JSON.', { cause })
  }
}

/** A change that got no answer in time may have been made: who tries again has to look first. */
function unknownOutcome(thrown: unknown): AppError {
  const error = fromTransportError(thrown)
  if (error.code !== 'TIMEOUT') return error
  return new AppError('TIMEOUT', 'The kube-apiserver did not answer in time. The change may have been made or not: look before you try again.', {
    cause: thrown,
  })
}

function headerText(value: string | string[] | undefined): string | null {
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}
