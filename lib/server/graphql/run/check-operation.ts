import {
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
} from 'graphql'
import type { GraphQLLimits, GraphQLRequest } from '#contract/graphql.ts'
import type { AppError } from '#errors/app-error.ts'
import { identityKey } from '../../identity-key.ts'
import type { Session } from '../../services.ts'
import { signedInAs } from '../../signed-in-as.ts'
import { resumeVariable } from '../hub/resume-argument.ts'
import type { CostRate } from '../limits/cost-rate.ts'
import { operationCost } from '../limits/operation-cost.ts'
import { refuseExcess } from '../limits/refuse.ts'
import type { SchemaSnapshot, SchemaSource } from '../schema-snapshot.ts'
import { introspectionErrors } from './introspection.ts'
import type { NewestSchema } from './newest-schema.ts'
import type { OperationTexts } from './operation-texts.ts'
import type { PreparedDocument, PreparedDocuments } from './prepared-documents.ts'
import { RequestErrors } from './request-errors.ts'

export type CheckDeps = {
  source: SchemaSource
  newest: NewestSchema
  documents: PreparedDocuments
  texts: OperationTexts
  limits: GraphQLLimits
  rate: CostRate
}

/** What may be asked this way: why a type of operation is not answered here, null for those that are. */
export type RefuseType = (type: OperationTypeNode) => AppError | null

/** An operation that is within every limit and fits the schema, with its variables. */
export type CheckedOperation = {
  readonly prepared: PreparedDocument
  readonly snapshot: SchemaSnapshot
  /** Null for an introspection query: the snapshot answers it. */
  readonly args: ValidatedExecutionArgs | null
  /** What it costs, and has not been paid for: a subscription may share the stream of another. */
  readonly cost: number
}

/** The whole schema takes a worker half a second, and its answer has 18 MB. */
const introspectionCost = 10_000

/** All that is checked before an operation is run, the cheapest first. `lastEventId` is where an event stream was left. Throws AppError, RequestErrors. */
export async function checkOperation(
  session: Session,
  request: GraphQLRequest,
  { refuseType, lastEventId }: { refuseType: RefuseType; lastEventId: string | undefined },
  deps: CheckDeps,
): Promise<CheckedOperation> {
  const { documents, texts, limits, rate } = deps
  const key = identityKey(signedInAs(session))
  rate.spend(key, 1)
  const prepared = documents.prepare(texts(request), cost => rate.spend(key, cost))
  const name = request.operationName ?? undefined
  const { type, isIntrospection, node } = prepared.operation(name)
  const refusal = refuseType(type)
  if (refusal) throw refusal
  if (isIntrospection) {
    const errors = introspectionErrors(prepared.document)
    if (errors.length > 0) throw new RequestErrors(errors)
    return { prepared, snapshot: await deps.source.current(), args: null, cost: introspectionCost }
  }
  const { schema, snapshot } = await fitSchema(prepared, deps)
  const args = coerce(schema, prepared, name, withLastEventId(request.variables ?? {}, node, lastEventId))
  const cost = operationCost({ schema, operation: args.operation, fragments: prepared.fragments }, args.variableValues)
  if (cost > limits.cost) {
    const instead = 'Ask for a smaller page (`first`), for fewer fields, or in several operations.'
    throw refuseExcess({ limit: 'cost', value: cost, max: limits.cost, what: 'The operation costs too much', instead })
  }
  return { prepared, snapshot, args, cost }
}

/** What is not known may have come just now: before it is refused the cluster is asked again. */
async function fitSchema(
  prepared: PreparedDocument,
  { source, newest: askNewest }: Pick<CheckDeps, 'source' | 'newest'>,
): Promise<{ schema: GraphQLSchema; snapshot: SchemaSnapshot }> {
  const known = await against(prepared, await source.current())
  if (known.errors.length === 0) return known
  if (!known.errors.some(isOfUnknownName)) throw new RequestErrors(known.errors)
  for (let looked = 1; ; looked += 1) {
    const newest = await askNewest()
    const again = newest.hash === known.snapshot.hash ? known : await against(prepared, newest)
    if (again.errors.length === 0) return again
    if (!source.isSettling() || looked >= looksWhileSettling) throw new RequestErrors(again.errors)
  }
}

/** Each half a second after the one before (newest-schema.ts). */
const looksWhileSettling = 4

/**
 * Of graphql-js' rules FieldsOnCorrectType, KnownTypeNames, ValuesOfCorrectType, and ScalarLeafs where no schema was published of a field:
 * they have no codes.
 */
function isOfUnknownName({ message }: GraphQLError): boolean {
  return /^(?:Cannot query field |Unknown type |Expected value of type .* not to include unknown field |Field .* must not have a selection since type "JSON!?" )/.test(
    message,
  )
}

async function against(prepared: PreparedDocument, snapshot: SchemaSnapshot) {
  const schema = await snapshot.schemaFor(prepared.document)
  return { schema, snapshot, errors: prepared.errorsIn(schema) }
}

function coerce(schema: GraphQLSchema, { document }: PreparedDocument, operationName: string | undefined, variableValues: Record<string, unknown>) {
  const options = { maxCoercionErrors: 5 }
  const args = validateExecutionArgs({ schema, document, operationName, variableValues, options })
  if ('schema' in args) return args
  throw new RequestErrors(args)
}

function withLastEventId(variables: Record<string, unknown>, operation: OperationDefinitionNode, lastEventId: string | undefined): Record<string, unknown> {
  const variable = lastEventId ? resumeVariable(operation) : null
  return variable === null ? variables : { ...variables, [variable]: lastEventId }
}
