import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LoginMethod } from '../../lib/contract/identity.ts'
import type { LoginRequest } from '../../lib/contract/login.ts'
import type { SealingKey } from '../../lib/contract/login-proof.ts'
import { createTransport, readText } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import type { Connection } from '../kubeconfig/connection.ts'
import { type Credential, noCredential } from '../kubeconfig/credential.ts'
import type { LoginPreference } from '../services/login-preference.ts'
import { createLatchkeyService, type LatchkeyService, servicePath } from '../services/service-proxy.ts'
import { kubeconfigYaml } from './kubeconfig.ts'
import { localServer, statusBody } from './local-server.ts'
import { tempFolder } from './temp-folder.ts'

/** A refusal as whoever sends it: a Status of the kube-apiserver, or an error of Latchkey itself. */
export type Refusal = { status: number; body: string }

export type LoginServer = {
  connection: Connection
  service: LatchkeyService
  /** What `-v` would have told. */
  told: string[]
  /** What is told in any case. */
  warned: string[]
  /** What logins sent, of whatever method: the body, or the `spec` of a LoginRequest. */
  logins: Array<Record<string, unknown>>
  /** Heads of what the kube-apiserver itself was asked. */
  asked: IncomingMessage[]
  privateKey: KeyObject
  /** What the ConfigMap holds, unless the setting says otherwise. */
  sealing: SealingKey
}

export type ConfigMapAnswer = Refusal | { data: Record<string, string> }

export type Setting = {
  methods?: LoginMethod[]
  credential?: Partial<Credential>
  preference?: Partial<LoginPreference>
  /** Fields of the kubeconfig's user. */
  user?: Record<string, unknown>
  /** How a LoginRequest is refused; else it is answered. */
  attested?: Refusal
  /** How the ConfigMap of the sealing key is refused, or what it holds; one after the other, the last from then on. */
  configMap?: ConfigMapAnswer | ConfigMapAnswer[]
  /** The id of the only sealing key that Latchkey has; else it takes any. */
  ownKid?: string
  /** How logins by these methods are refused. */
  refused?: Partial<Record<LoginRequest['method'], Refusal>>
}

export const clusterId = '0123456789abcdef'
export const ownRefusal = (status: number, code: string): Refusal => ({
  status,
  body: JSON.stringify({ error: { code, message: `refused: ${code}`, requestId: 'r' } }),
})
export const kubeRefusal = (status: number, reason: string, details?: { kind: string; name: string }): Refusal => ({
  status,
  body: statusBody(status, reason, `refused: ${reason}`, details),
})

/** A ConfigMap with a key of this id. */
export function configMapOf(kid: string): { data: { 'sealing-key.json': string } } {
  const x = String(generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x)
  const sealing: SealingKey = { clusterId, key: { kty: 'OKP', crv: 'X25519', x, kid } }
  return { data: { 'sealing-key.json': JSON.stringify(sealing) } }
}

/** A kube-apiserver with Latchkey behind it, as far as a login knows of them, and a user of it. */
export async function loginServer(setting: Setting = {}): Promise<LoginServer> {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const sealing: SealingKey = { clusterId, key: { kty: 'OKP', crv: 'X25519', x: String(publicKey.export({ format: 'jwk' }).x), kid: '0a1b2c3d' } }
  const logins: LoginServer['logins'] = []
  const asked: IncomingMessage[] = []
  const [told, warned]: [string[], string[]] = [[], []]
  const configMaps = [setting.configMap ?? { data: { 'sealing-key.json': JSON.stringify(sealing) } }].flat()

  const answerOf = (method: string) => ({
    user: { name: 'jane', uid: '', groups: [], extra: {} },
    method,
    capabilities: {},
    token: 'session',
    expiresAt: '2026-01-01T00:00:00Z',
    wrappedToken: 'wrapped',
  })
  const send = (response: ServerResponse, { status, body }: Refusal) =>
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  const sendJson = (response: ServerResponse, value: unknown) => send(response, { status: 200, body: JSON.stringify(value) })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const path = request.url ?? ''
    if (!path.startsWith(servicePath)) asked.push(request)
    if (path === '/apis/login.latchkey.dev/v1/loginrequests') {
      logins.push((JSON.parse(await readText(request)) as { spec: Record<string, unknown> }).spec)
      return setting.attested ? send(response, setting.attested) : sendJson(response, { kind: 'LoginRequest', status: answerOf('attested') })
    }
    if (path.endsWith('/configmaps/latchkey-sealing-key')) {
      const configMap = configMaps.length > 1 ? configMaps.shift() : configMaps[0]
      return configMap && 'body' in configMap ? send(response, configMap) : sendJson(response, configMap)
    }
    const own = path.slice(servicePath.length)
    if (own === '/api/v1/login/methods')
      return sendJson(response, {
        methods: setting.methods ?? ['attested', 'token', 'cert-signed', 'cert'],
        serverVersion: '1',
        kubernetesVersion: 'v1.36.0',
        clusterId,
      })
    if (own === '/api/v1/login/nonce') return sendJson(response, { nonce: 'nonce-1', expiresAt: '2026-01-01T00:00:00Z' })
    const body = JSON.parse(await readText(request)) as LoginRequest
    logins.push(body)
    const isOfAnotherKey = setting.ownKid !== undefined && kidOf(body) !== setting.ownKid
    const refusal = isOfAnotherKey ? ownRefusal(400, 'BAD_REQUEST') : setting.refused?.[body.method]
    return refusal ? send(response, refusal) : sendJson(response, answerOf(body.method))
  }

  const server = await localServer((request, response) => void answer(request, response))
  const folder = tempFolder({ config: kubeconfigYaml({ server, ...(setting.user ? { user: setting.user } : {}) }) })
  const credential: Credential = { ...noCredential, ...setting.credential }
  const connection: Connection = {
    ...connect({ kubeconfig: `${folder}/config` }, {}, false),
    credentials: { current: async () => credential, renew: async () => false },
  }
  const preference: LoginPreference = {
    method: null,
    handOverCertificate: false,
    tell: line => told.push(line),
    warn: line => warned.push(line),
    patienceMs: 0,
    ...setting.preference,
  }
  return {
    connection,
    service: createLatchkeyService(
      createTransport(connection, () => {}),
      preference,
    ),
    told,
    warned,
    logins,
    asked,
    privateKey,
    sealing,
  }
}

function kidOf(body: LoginRequest): string | undefined {
  if (body.method === 'cert-signed') return body.kid
  const [head = ''] = (body.sealed ?? '').split('.')
  return head === '' ? undefined : (JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { kid: string }).kid
}
