import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import type { KindModel } from '#domain/graphql/kind-model.ts'
import type { ServedResource } from '#domain/resource.ts'

/** The schema of one moment of the cluster. It never changes: when what is served does, there is another one. */
export type SchemaSnapshot = {
  /** Names it: hex of a SHA-256 over all that it is made from. */
  readonly hash: string
  /** Every resource that can be read by name or list, in every served version; the preferred version of each first. */
  readonly resources: readonly ServedResource[]
  model(resource: ServedResource): Promise<KindModel>
  /** A schema with all that this document speaks of; the same one for documents that speak of the same kinds. */
  schemaFor(document: DocumentNode): Promise<GraphQLSchema>
  /** The whole of it as text (made in a worker; 4 MB for 150 kinds). */
  sdl(): Promise<string>
  /** As `introspect`, as JSON in UTF-8: of the whole schema it is 18 MB, which nobody has to parse who passes it on. */
  introspectJson(document: DocumentNode, operationName: string | undefined, variables: Readonly<Record<string, unknown>> | undefined): Promise<Uint8Array>
  /** Runs an operation of `__schema` and `__type` fields alone, in a worker. */
  introspect(document: DocumentNode, operationName: string | undefined, variables: Readonly<Record<string, unknown>> | undefined): Promise<ExecutionResult>
}

export type SchemaSource = {
  /** The newest snapshot, of what was served `atMostMs` (five seconds) ago at most; the one before it serves while the next is built. */
  current(atMostMs?: number): Promise<SchemaSnapshot>
  close(): Promise<void>
}
