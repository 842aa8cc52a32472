import { once } from 'node:events'
import { Agent, type RequestOptions, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import type { LoginResponse } from '#contract/login.ts'
import type { FrontProxy } from '../attested/front-proxy.ts'
import { handleAttestedRequest } from '../attested/handle-request.ts'
import { createAttestedListener } from '../attested/listener.ts'
import { firstServingCertificates, type ServingCertificate } from '../attested/serving-certificates.ts'
import type { Revocations } from '../session/revocations.ts'
import { createAuthority, issueCertificate, type KeyAndCertificate } from '../x509/certificate.ts'
import { createReplica } from './session-kit.ts'

export const dnsName = 'latchkey.latchkey-system.svc'
export const frontProxyCa = createAuthority('front-proxy-ca')
export const frontProxyCertificate = issueCertificate(frontProxyCa, { subject: { commonName: 'front-proxy-client' }, usages: ['client'] })
export const frontProxy: FrontProxy = { caPem: frontProxyCa.certificatePem, allowedNames: ['front-proxy-client'] }

/** `creationTimestamp` and the rest as a LoginRequest has them, or a Status. */
export type AttestedAnswer = {
  kind: string
  message?: string
  reason?: string
  details?: { causes: Array<{ reason: string }> }
  status: LoginResponse & Record<string, unknown>
  [field: string]: unknown
}

export type Call = {
  method?: string
  path?: string
  /** Names and values alternating, as they go out. */
  headers?: readonly string[]
  body?: string
  client?: KeyAndCertificate | null
  /** What the serving certificate has to be of; by default the CA of the one that is in use. */
  caPem?: string
  agent?: Agent
}

const loginPath = '/apis/login.latchkey.dev/v1/loginrequests'
export const loginBody = (spec: object = {}): string => JSON.stringify({ apiVersion: 'login.latchkey.dev/v1', kind: 'LoginRequest', spec })
export const asUser = (name: string, ...more: string[]): string[] => ['X-Remote-User', name, 'X-Remote-Group', 'system:authenticated', ...more]

/** The attested listener on loopback, with sessions of a real replica behind it. */
export async function startAttested() {
  const replica = await createReplica({ clock: { now: Date.now, advance: () => undefined } })
  const lines: Array<Record<string, unknown>> = []
  const logger = pino({ level: 'info' }, { write: line => void lines.push(JSON.parse(line)) })
  const revocations = { check: () => undefined, issueTimeMs: () => Date.now() } as unknown as Revocations
  const held = { frontProxy, laterMs: 0, kubernetesVersion: 'v1.36.3' }
  let serving: ServingCertificate = firstServingCertificates(dnsName, Date.now())[0]
  const deps = {
    ...replica,
    revocations,
    logger,
    now: () => Date.now() + held.laterMs,
    sessionMaxMs: 36_000_000,
    impersonationMode: async () => 'classic' as const,
    capabilitiesOf: async () => ({ capabilities: {}, packed: { catalogue: 'c', bits: '' } }),
    codes: { issue: async () => 'ABCD-EFGH' },
    frontProxy: () => held.frontProxy,
    kubernetesVersion: async () => held.kubernetesVersion,
  }
  const listener = createAttestedListener({ port: 0, host: '127.0.0.1' }, (incoming, response) => void handleAttestedRequest(deps, incoming, response))
  listener.use({ serving, frontProxy })
  const server = listener.server()
  if (!server) throw new Error('The listener does not listen')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let connections = 0
  server.on('secureConnection', () => {
    connections += 1
  })

  async function call(options: Call = {}) {
    const { method = 'POST', path = loginPath, headers, body, client = frontProxyCertificate, caPem = serving.caPem, agent } = options
    const content = body ?? (method === 'POST' ? loginBody() : '')
    const lines = [...(headers ?? asUser('jane'))]
    if (content !== '' && !lines.includes('Content-Type')) lines.push('Content-Type', 'application/json')
    lines.push('Host', dnsName, 'Content-Length', String(Buffer.byteLength(content)))
    const ways: RequestOptions = {
      ...{ host: '127.0.0.1', port, method, path, servername: dnsName, ca: caPem, headers: lines },
      ...(client ? { key: client.keyPem, cert: client.certificatePem } : {}),
      agent: agent ?? new Agent({ maxCachedSessions: 0 }),
    }
    const outgoing = request(ways)
    outgoing.end(content)
    const [response] = await once(outgoing, 'response')
    const answered = await text(response)
    return { status: response.statusCode as number, contentType: String(response.headers['content-type']), body: JSON.parse(answered) as AttestedAnswer }
  }

  return {
    ...{ port, call, lines, replica },
    servingCaPem: () => serving.caPem,
    /** How many connections were made so far. */
    connections: () => connections,
    events: (event: string) => lines.filter(line => line['event'] === event),
    /** Serves with another certificate, checks the front proxy by other means, has it be so much later, or the cluster of a version, from now on. */
    change(next: { serving?: ServingCertificate; frontProxy?: FrontProxy; laterMs?: number; kubernetesVersion?: string }) {
      serving = next.serving ?? serving
      held.laterMs = next.laterMs ?? 0
      held.kubernetesVersion = next.kubernetesVersion ?? held.kubernetesVersion
      held.frontProxy = next.frontProxy ?? held.frontProxy
      listener.use({ serving, frontProxy: held.frontProxy })
    },
    close: listener.close,
  }
}
