import type { KubeList, KubeObject, Table } from '../../lib/contract/kubernetes.ts'
import { tableAccept } from '../../lib/contract/kubernetes.ts'
import { apiPath } from '../../lib/domain/api-path.ts'
import type { ServedResource } from '../../lib/domain/resource.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { LatchkeyService } from './service-proxy.ts'
import { sessionHeaders } from './session-headers.ts'

/** What to get: objects of one namespace, of all (null) or of the cluster; one of them where `name` is given. */
export type Target = { resource: ServedResource; namespace: string | null; name: string | null }

/** As kubectl asks for long lists: piece by piece. */
const chunkSize = 500

/** The rows that the kube-apiserver prints, of however many pieces. */
export async function readTable(service: LatchkeyService, token: string, target: Target): Promise<Table> {
  const pieces = await readPieces<Table>(service, token, target, tableAccept)
  const [first] = pieces
  if (first?.kind !== 'Table') throw new AppError('NOT_FOUND', `The cluster prints no table of ${target.resource.resource}; give -o json or yaml.`)
  return { ...first, rows: pieces.flatMap(piece => piece.rows ?? []) }
}

/** Whole objects. */
export async function readObjects(service: LatchkeyService, token: string, target: Target): Promise<KubeObject[]> {
  const pieces = await readPieces<KubeObject | KubeList>(service, token, target, 'application/json')
  return pieces.flatMap(piece => (isList(piece) ? piece.items.map(item => withType(item, piece)) : [piece]))
}

async function readPieces<T extends { metadata: object }>(service: LatchkeyService, token: string, target: Target, accept: string): Promise<T[]> {
  const { resource, namespace, name } = target
  const path = `/api/k8s${apiPath({ ...resource, ...(namespace === null ? {} : { namespace }), ...(name === null ? {} : { name }) })}`
  const pieces: T[] = []
  let continueToken = ''
  do {
    const query = name !== null ? '' : `?${new URLSearchParams({ limit: String(chunkSize), ...(continueToken === '' ? {} : { continue: continueToken }) })}`
    const piece = (await service.json({ path: `${path}${query}`, headers: { ...sessionHeaders(token), accept } })) as T
    pieces.push(piece)
    continueToken = 'continue' in piece.metadata && typeof piece.metadata.continue === 'string' ? piece.metadata.continue : ''
  } while (continueToken !== '')
  return pieces
}

function isList(piece: KubeObject | KubeList): piece is KubeList {
  return 'items' in piece && Array.isArray(piece.items)
}

/** Items of built-in lists come without their type. */
function withType(item: KubeObject, list: KubeList): KubeObject {
  return { ...item, apiVersion: item.apiVersion ?? list.apiVersion, kind: item.kind ?? list.kind.replace(/List$/, '') }
}
