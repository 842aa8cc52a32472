import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { exportJWK, type JWTPayload, SignJWT } from 'jose'
import { createAuthority, issueCertificate } from '../../lib/server/x509/certificate.ts'
import { type ClientId, createProvider, type IssuerUsers } from './provider.ts'
import { type SignedIn, signIn } from './sign-in.ts'

export type Issuer = {
  readonly url: string
  /** PEM of the authority that signed its certificate; nothing else trusts it. */
  readonly certificateAuthority: string
  readonly clientSecret: string
  readonly users: IssuerUsers
  /** A new sign-in of a user by the authorization code flow. */
  signIn(user: string, clientId?: ClientId): Promise<SignedIn>
  /** Any claims, signed with the key of its id tokens: what nobody could get from its endpoints. */
  sign(claims: JWTPayload): Promise<string>
  stop(): Promise<void>
}

/** An OIDC issuer on loopback, over https with a certificate of an authority of its own. */
export async function startIssuer(users: IssuerUsers): Promise<Issuer> {
  const authority = createAuthority('Issuer of the specs')
  const { certificatePem, keyPem } = issueCertificate(authority, { subject: { commonName: 'issuer' }, usages: ['server'], hosts: ['127.0.0.1'] })
  const server = createServer({ cert: certificatePem, key: keyPem })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const signing = { alg: 'RS256', kid: 'of-the-specs' }
  const clientSecret = randomBytes(16).toString('hex')
  const provider = createProvider(url, {
    users,
    clientSecret,
    signingKey: { ...(await exportJWK(privateKey)), ...signing, use: 'sig' },
  })
  server.on('request', provider.callback())

  return {
    url,
    certificateAuthority: authority.certificatePem,
    clientSecret,
    users,
    signIn: (user, clientId = 'kubernetes') => signIn({ url, certificateAuthority: authority.certificatePem, clientSecret }, user, clientId),
    sign: claims => new SignJWT(claims).setProtectedHeader(signing).sign(privateKey),
    stop: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
