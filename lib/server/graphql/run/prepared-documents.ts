import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { GraphQLLimits } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import { checkBounds, measureDocument } from '../limits/document-bounds.ts'
import { refuseExcess } from '../limits/refuse.ts'
import { isIntrospection } from './introspection.ts'
import { RequestErrors } from './request-errors.ts'

/** A document that is within the limits of what its text may ask. Whether it fits a schema, each schema says once. */
export type PreparedDocument = {
  readonly text: string
  readonly document: DocumentNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** The operation to run. Throws RequestErrors where the name tells none, or it asks `__schema` or `__type` beside data. */
  operation(name: string | undefined): PreparedOperation
  /** What is wrong with it in the eyes of a schema, five errors at most. */
  errorsIn(schema: GraphQLSchema): readonly GraphQLError[]
}
export type PreparedOperation = { readonly type: OperationTypeNode; readonly isIntrospection: boolean; readonly node: OperationDefinitionNode }

export type PreparedDocuments = {
  /**
   * Throws RequestErrors for what is no GraphQL, AppError QUERY_TOO_LARGE for what asks too much. `spend` is told what the work costs: before a text is parsed, and for
   * what was found in it.
   */
  prepare(text: string, spend: (cost: number) => void): PreparedDocument
  readonly count: number
}

const cacheBytes = 16 * 1024 * 1024
/** A token with its node, as measured on graphql 17: generous. */
const bytesPerToken = 400
const maxErrors = 5
/** How many characters, and how many tokens, of a document that nobody has sent lately cost as much as an object. */
const charactersPerCost = 500
const tokensPerCost = 20
/** Of refused texts, which are known by themselves; each holds its errors, too. */
const refusedCharacters = 2 * 1024 * 1024

/** Parses each document once while it is in use, and refuses before any work whose time its length does not bound. */
export function createPreparedDocuments(limits: GraphQLLimits): PreparedDocuments {
  const prepared = new LRUCache<string, PreparedDocument>({
    maxSize: cacheBytes,
    sizeCalculation: ({ document, text }) => text.length * 2 + (document.tokenCount ?? 0) * bytesPerToken + 1,
  })
  const refused = new LRUCache<string, Error>({ maxSize: refusedCharacters, sizeCalculation: (_, text) => text.length + 500 })
  return {
    get count() {
      return prepared.size
    },
    prepare(text, spend) {
      const held = prepared.get(text)
      if (held) return held
      checkLength(text, limits)
      const refusal = refused.get(text)
      if (refusal) throw refusal
      spend(text.length / charactersPerCost)
      const made = remembering(refused, text, () => prepare(text, limits))
      spend((made.document.tokenCount ?? 0) / tokensPerCost)
      prepared.set(text, made)
      return made
    },
  }
}

const tooLong = { what: 'The document is too long', instead: 'Give values as variables, or split it into several operations.' }

function checkLength(text: string, { documentBytes: max }: GraphQLLimits): void {
  const bytes = Buffer.byteLength(text)
  if (bytes > max) throw refuseExcess({ limit: 'documentBytes', value: bytes, max, ...tooLong })
}

/** What a text is refused for stays the same. */
function remembering<T>(refused: LRUCache<string, Error>, text: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof RequestErrors || thrown instanceof AppError) refused.set(text, thrown)
    throw thrown
  }
}

function prepare(text: string, limits: GraphQLLimits): PreparedDocument {
  const document = parseWithin(text, limits.documentTokens)
  checkBounds(measureDocument(document), limits)
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const errors = new WeakMap<GraphQLSchema, readonly GraphQLError[]>()
  const operations = new Map<string | undefined, PreparedOperation>()
  return {
    text,
    document,
    fragments,
    operation(name) {
      const known = operations.get(name)
      if (known) return known
      const operation = findOperation(document, fragments, name)
      operations.set(name, operation)
      return operation
    },
    errorsIn(schema) {
      const known = errors.get(schema)
      if (known) return known
      const found = validate(schema, document, undefined, { maxErrors })
      errors.set(schema, found)
      return found
    },
  }
}

function parseWithin(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (/contains more than \d+ tokens/.test(error.message)) throw refuseExcess({ limit: 'documentTokens', value: null, max: maxTokens, ...tooLong })
    throw new RequestErrors([error])
  }
}

function findOperation(document: DocumentNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, name: string | undefined): PreparedOperation {
  const all = document.definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION)
  const [operation, another] = name === undefined ? all : all.filter(each => each.name?.value === name)
  if (!operation)
    throw new AppError('QUERY_INVALID', name === undefined ? 'The document holds no operation.' : `The document holds no operation '${name.slice(0, 100)}'.`)
  if (another) throw new AppError('QUERY_INVALID', 'The document holds several operations: say by `operationName` which one is meant.')
  const isAboutSchema = operation.operation === OperationTypeNode.QUERY && isIntrospection(operation.selectionSet, fragments)
  return { type: operation.operation, isIntrospection: isAboutSchema, node: operation }
}
