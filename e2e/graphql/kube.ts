import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import { parse } from 'yaml'
import { cluster } from '../cluster.ts'

/** Whom a request is made as, by impersonation. */
export type Identity = { name: string; groups: readonly string[] }
export type KubeObject = { metadata: { name: string; namespace?: string; resourceVersion?: string; [field: string]: unknown }; [field: string]: unknown }
export type KubeAnswer = { status: number; json: Record<string, unknown> }
type Asked = { method?: string; body?: unknown; type?: string; accept?: string; as?: Identity }

type AdminConfig = {
  clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
  users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }]
}

/** The kube-apiserver as an admin, or as whom an admin impersonates: the thousands of requests for which kubectl is too slow. */
export type Kube = {
  ask(path: string, asked?: Asked): Promise<KubeAnswer>
  /** Objects of a list by `namespace/name`; null where it is denied. */
  list(path: string, as?: Identity): Promise<Map<string, KubeObject> | null>
  /** Creates or replaces what a path names. */
  apply(path: string, object: KubeObject): Promise<KubeObject>
  remove(path: string): Promise<void>
  close(): Promise<void>
}

export function connectAdmin(server = cluster.server): Kube {
  const config = parse(readFileSync(cluster.kubeconfigs.admin, 'utf8')) as AdminConfig
  const pem = (data: string): string => Buffer.from(data, 'base64').toString('utf8')
  const { user } = config.users[0]
  const tls = {
    ca: pem(config.clusters[0].cluster['certificate-authority-data']),
    cert: pem(user['client-certificate-data']),
    key: pem(user['client-key-data']),
  }
  const pool = new Pool(server, { connect: tls, connections: 32, pipelining: 1, allowH2: false })

  const ask = async (path: string, { method = 'GET', body, type = 'application/json', accept = 'application/json', as }: Asked = {}): Promise<KubeAnswer> => {
    const impersonation = as ? ['impersonate-user', as.name, ...as.groups.flatMap(group => ['impersonate-group', group])] : []
    const headers = ['accept', accept, 'content-type', type, ...impersonation]
    const answer = await pool.request({ method: method as 'GET', path, headers, body: body === undefined ? null : JSON.stringify(body) })
    const text = await answer.body.text()
    // Probes answer in plain text.
    return { status: answer.statusCode, json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} }
  }
  const must = async (path: string, asked: Asked, fine: readonly number[]): Promise<KubeAnswer> => {
    const answer = await ask(path, asked)
    if (!fine.includes(answer.status)) throw new Error(`${asked.method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.json)}`)
    return answer
  }
  return {
    ask,
    async list(path, as) {
      const { status, json } = await ask(path, as ? { as } : {})
      if (status === 403) return null
      if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(json)}`)
      return new Map((json['items'] as KubeObject[]).map(object => [`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]))
    },
    async apply(path, object) {
      // Server-side apply creates what is not there and replaces what this manager wrote, in one request.
      const type = 'application/apply-patch+yaml'
      const { json } = await must(`${path}?fieldManager=e2e&force=true`, { method: 'PATCH', type, body: object }, [200, 201])
      return json as KubeObject
    },
    remove: async path => void (await must(path, { method: 'DELETE' }, [200, 202, 404])),
    close: () => pool.destroy(),
  }
}
