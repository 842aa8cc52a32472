import type { DocumentNode, GraphQLSchema } from 'graphql'
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
  /** The whole of it as text (made in a worker; 8 MB for 150 kinds). */
  sdl(): Promise<string>
  /** Runs an operation of `__schema` and `__type` fields alone, in a worker. The answer as JSON in UTF-8: of the whole schema it is 16 MB. */
  introspectJson(document: DocumentNode, operationName: string | undefined, variables: Readonly<Record<string, unknown>> | undefined): Promise<Uint8Array>
}

export type SchemaSource = {
  /** The newest snapshot, of what was served `atMostMs` ago at most. Without an age the one before it serves while the next is built, for a minute at most. */
  current(atMostMs?: number): Promise<SchemaSnapshot>
  /** Something came a moment ago of which the kube-apiserver has published no schema yet: until then its fields are JSON. */
  isSettling(): boolean
  close(): Promise<void>
}
