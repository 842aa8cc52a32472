/** The parts of Kubernetes' own wire types that we read. Objects keep all their other fields. */
export type OwnerReference = { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }

export type ObjectMeta = {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: unknown[]
}

export type KubeObject = {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec?: unknown
  status?: unknown
  [field: string]: unknown
}

export type ListMeta = { resourceVersion?: string; continue?: string; remainingItemCount?: number }
export type KubeList<T = KubeObject> = { apiVersion: string; kind: string; metadata: ListMeta; items: T[] }

/** meta/v1 Table, asked for with `tableAccept`. Rows carry PartialObjectMetadata. */
export type TableColumn = { name: string; type: string; format: string; description: string; priority: number }
export type TableRow = { cells: unknown[]; object?: { metadata: ObjectMeta } }
export type Table = { kind: 'Table'; metadata: ListMeta; columnDefinitions: TableColumn[]; rows: TableRow[] | null }
export const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
export const metadataListAccept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'

export type Condition = {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
  observedGeneration?: number
  /** Of Knative and Cluster API: `Info` speaks against nothing. */
  severity?: string
}
