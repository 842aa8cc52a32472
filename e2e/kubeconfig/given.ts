import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OidcIssuer, oidcIssuer } from '../../cli/testing/oidc-issuer.ts'
import { connectProxy, type SmallProxy, socksProxy } from '../../cli/testing/small-proxies.ts'
import { cluster, kubectl } from '../cluster.ts'
import { type PathServer, serveUnderPath } from './path-server.ts'

export const namespace = 'kubeconfig-rows'
export const proxyCredential = 'jane:p@ss'

/** PEM of a certificate and its key. */
export type Pair = { cert: string; key: string }

/** What the rows are made of: real credentials of the cluster, and third parties that run while the specs do. */
export type Given = {
  server: string
  /** The kube-apiserver at an address that is not loopback: Go proxies no loopback where the environment names the proxy. */
  nodeServer: string
  ca: string
  serverCertificate: string
  admin: Pair
  editor: Pair
  encryptedKey: string
  /** Of a ServiceAccount of these specs. */
  token: string
  foreign: Pair
  proxies: { http: SmallProxy; guarded: SmallProxy; tls: SmallProxy; socks: SmallProxy; guardedSocks: SmallProxy }
  issuer: OidcIssuer
  underPath: PathServer
  close(): Promise<void>
}

type KubeconfigJson = { clusters: Array<{ cluster: Record<string, string> }>; users: Array<{ user: Record<string, string> }> }

export async function prepareGiven(): Promise<Given> {
  kubectl('admin', ['delete', 'namespace', namespace, '--ignore-not-found'])
  kubectl('admin', ['create', 'namespace', namespace])
  kubectl('admin', ['-n', namespace, 'create', 'serviceaccount', 'jane'])
  const token = kubectl('admin', ['-n', namespace, 'create', 'token', 'jane', '--duration', '1h']).trim()
  const [admin, editor] = [kubeconfigOf('admin'), kubeconfigOf('editor')]
  const ca = decode(admin.clusters[0]?.cluster['certificate-authority-data'])
  const foreign = selfSigned('DNS:localhost')
  const overTls = selfSigned('DNS:localhost')
  const issuer = await oidcIssuer(({ form }) =>
    form['refresh_token'] === 'good'
      ? { status: 200, body: { access_token: 'x', token_type: 'Bearer', id_token: token, refresh_token: 'next' } }
      : { status: 400, body: { error: 'invalid_grant' } },
  )
  const proxies = {
    http: await connectProxy(),
    guarded: await connectProxy({ credential: proxyCredential }),
    tls: await connectProxy({ tls: overTls }),
    socks: await socksProxy(),
    guardedSocks: await socksProxy({ credential: proxyCredential }),
  }
  const underPath = await serveUnderPath('/k8s/clusters/c-1', cluster.server, ca, foreign)
  return {
    server: cluster.server,
    nodeServer: nodeServer(),
    // An authority of its own would do for a proxy that speaks TLS; Go trusts the authorities of the cluster there.
    ca: `${ca}\n${overTls.cert}`,
    serverCertificate: serverCertificate(cluster.server),
    admin: pairOf(admin),
    editor: pairOf(editor),
    encryptedKey: openssl(['pkey', '-aes256', '-passout', 'pass:secret'], pairOf(admin).key),
    token,
    foreign,
    proxies,
    issuer,
    underPath,
    async close() {
      await Promise.all([...Object.values(proxies), issuer, underPath].map(each => each.close()))
      kubectl('admin', ['delete', 'namespace', namespace, '--wait=false'])
    },
  }
}

function kubeconfigOf(user: 'admin' | 'editor'): KubeconfigJson {
  return JSON.parse(kubectl(user, ['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json'])) as KubeconfigJson
}

function pairOf({ users }: KubeconfigJson): Pair {
  const user = users[0]?.user
  return { cert: decode(user?.['client-certificate-data']), key: decode(user?.['client-key-data']) }
}

function nodeServer(): string {
  const slice = JSON.parse(kubectl('admin', ['-n', 'default', 'get', 'endpointslice', 'kubernetes', '-o', 'json'])) as {
    endpoints: Array<{ addresses: string[] }>
    ports: Array<{ port: number }>
  }
  return `https://${slice.endpoints[0]?.addresses[0]}:${slice.ports[0]?.port}`
}

function serverCertificate(server: string): string {
  const shown = execFileSync('openssl', ['s_client', '-connect', new URL(server).host], { input: '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] })
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(shown)?.[0]
  if (pem === undefined) throw new Error(`${server} showed no certificate`)
  return `${pem}\n`
}

function selfSigned(subjectAltName: string): Pair {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-given-'))
  try {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${folder}/key`]
    const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${subjectAltName}`]
    execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, ...subject, '-out', `${folder}/cert`], { stdio: 'pipe' })
    return { cert: readFileSync(`${folder}/cert`, 'utf8'), key: readFileSync(`${folder}/key`, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function openssl(args: readonly string[], input: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-given-'))
  try {
    writeFileSync(`${folder}/in`, input, { mode: 0o600 })
    return execFileSync('openssl', [...args, '-in', `${folder}/in`], { encoding: 'utf8', stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function decode(data: string | undefined): string {
  return Buffer.from(data ?? '', 'base64').toString('utf8')
}
