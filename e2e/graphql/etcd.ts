import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { recordedDaemons } from '../../cluster/one-node/daemons.ts'
import { nodePaths } from '../../cluster/one-node/node-paths.ts'

/** Forgets every revision but the newest, as the kube-apiserver has etcd do every five minutes (etcd API, `/v3/kv/compaction`). Resolves to the revision. */
export async function compactEtcd(): Promise<string> {
  const paths = nodePaths()
  const etcd = (await recordedDaemons(paths)).find(({ name }) => name === 'etcd')
  if (!etcd) throw new Error('the cluster has recorded no etcd')
  const url = /--listen-client-urls=([^\0]+)/.exec(readFileSync(`/proc/${etcd.pid}/cmdline`, 'utf8'))?.[1]
  const key = (name: string): string => readFileSync(join(paths.keys, name), 'utf8')
  const dispatcher = new Agent({ connect: { ca: key('etcd-ca.crt'), cert: key('etcd-client.crt'), key: key('etcd-client.key') } })
  const call = async (path: string, body: unknown): Promise<{ header: { revision: string } }> => {
    const answer = await request(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), dispatcher })
    if (answer.statusCode !== 200) throw new Error(`etcd answered ${path} with ${answer.statusCode}: ${await answer.body.text()}`)
    return (await answer.body.json()) as { header: { revision: string } }
  }
  try {
    const { revision } = (await call('/v3/maintenance/status', {})).header
    await call('/v3/kv/compaction', { revision, physical: true })
    return revision
  } finally {
    await dispatcher.destroy()
  }
}
