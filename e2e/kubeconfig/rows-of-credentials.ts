import { readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import type { Given } from './given.ts'
import { base64, type Row, type Rows, row } from './row.ts'

function certificate({ admin }: Given): Record<string, string> {
  return { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) }
}

function jwt(claims: unknown): string {
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
}

const expired = jwt({ sub: 'old', exp: 1_000 })

function oidc(given: Given, config: Record<string, string>, more: Partial<Row> = {}): Row {
  const provider = { name: 'oidc', config: { 'idp-issuer-url': given.issuer.url, 'client-id': 'kubernetes', ...config } }
  return row(given, { user: { 'auth-provider': provider } }, more)
}

function keptConfig(folder: string): unknown {
  const { users } = JSON.parse(JSON.stringify(parseYaml(readFileSync(`${folder}/config`, 'utf8')))) as {
    users: Array<{ user: { 'auth-provider': { config: unknown } } }>
  }
  return users[0]?.user['auth-provider'].config
}

/** Tokens, passwords, certificates, auth-providers, and whom they act as. */
export const rowsOfCredentials: Rows = {
  token: given => row(given),
  tokenFile: given => row(given, { user: { tokenFile: 'token' } }, { files: { token: `${given.token}\n` } }),
  'tokenFile beats token': given => row(given, { user: { token: 'wrong', tokenFile: 'token' } }, { files: { token: given.token } }),
  'token where its file cannot be read': given => row(given, { user: { token: given.token, tokenFile: 'none' } }),
  'client certificate as data': given => row(given, { user: certificate(given) }),
  'client certificate as files': given =>
    row(given, { user: { 'client-certificate': 'me.crt', 'client-key': 'me.key' } }, { files: { 'me.crt': given.editor.cert, 'me.key': given.editor.key } }),
  'certificate as data with its key as a file': given =>
    row(given, { user: { 'client-certificate-data': base64(given.admin.cert), 'client-key': 'me.key' } }, { files: { 'me.key': given.admin.key } }),
  'a certificate beside a token': given => row(given, { user: { ...certificate(given), token: given.token } }),
  'a key without a certificate is left alone': given => row(given, { user: { token: given.token, 'client-key': 'none' } }),
  as: given => row(given, { user: { ...certificate(given), as: 'jané@example.com' } }),
  'as with uid, groups and extra': given =>
    row(given, {
      user: {
        ...certificate(given),
        as: 'jane',
        'as-uid': 'u-1',
        'as-groups': ['dev', 'a,b'],
        'as-user-extra': { 'example.com/Team%': ['x', 'y'] },
      },
    }),
  'as a ServiceAccount': given => row(given, { user: { ...certificate(given), as: 'system:serviceaccount:default:default' } }),
  '--as and --as-group': given => row(given, { user: certificate(given) }, { flags: ['--as=jane', '--as-group=dev', '--as-group=ops'] }),
  '--as beats as, and the groups of the kubeconfig stay': given =>
    row(given, { user: { ...certificate(given), as: 'joan', 'as-groups': ['dev'] } }, { flags: ['--as=jane'] }),
  'auth-provider oidc: an id-token that is still good': given => oidc(given, { 'id-token': given.token, 'refresh-token': 'unused' }, { alike: keptConfig }),
  'auth-provider oidc: an id-token that has ended is renewed, and kept in the kubeconfig': given =>
    oidc(given, { 'id-token': expired, 'refresh-token': 'good', 'client-secret': 's' }, { alike: keptConfig }),
  'auth-provider oidc: a refresh token alone': given => oidc(given, { 'refresh-token': 'good' }, { alike: keptConfig }),
  'a token beats an auth-provider': given =>
    row(given, { user: { token: given.token, 'auth-provider': { name: 'oidc', config: { 'idp-issuer-url': 'x', 'client-id': 'y' } } } }),

  'a token that the cluster does not know': given => row(given, { user: { token: 'wrong' } }, { refusal: /does not accept the credential/ }),
  'a token that has ended': given => row(given, { user: { token: expired } }, { refusal: /expired at 1970-01-01T00:16:40Z/ }),
  'a token with a line break': given => row(given, { user: { token: `${given.token}\nx` } }, { refusal: /line break/ }),
  'a token file that is not there': given => row(given, { user: { tokenFile: 'none' } }, { refusal: /token file .*none cannot be read/ }),
  'an empty token file': given => row(given, { user: { tokenFile: 'token' } }, { files: { token: '\n' }, refusal: /token file .*token is empty/ }),
  'a password, which kube-apiserver takes no more': given =>
    row(given, { user: { username: 'jane', password: 'x' } }, { refusal: /does not accept the credential|system:anonymous/ }),
  'no credential': given => row(given, { user: {} }, { refusal: /has no credential|system:anonymous/ }),
  'a token and a password': given => row(given, { user: { token: given.token, username: 'jane', password: 'x' } }, { refusal: /a token and a password/ }),
  'certificate twice': given =>
    row(
      given,
      { user: { ...certificate(given), 'client-certificate': 'me.crt' } },
      { files: { 'me.crt': given.admin.cert }, refusal: /both client-certificate and client-certificate-data/ },
    ),
  'a certificate without a key': given =>
    row(given, { user: { 'client-certificate-data': base64(given.admin.cert) } }, { refusal: /certificate without a key/ }),
  'a certificate with the key of another': given =>
    row(
      given,
      { user: { 'client-certificate-data': base64(given.admin.cert), 'client-key-data': base64(given.editor.key) } },
      { refusal: /certificate and key of context "one" cannot be used/ },
    ),
  'an encrypted key': given =>
    row(
      given,
      { user: { ...certificate(given), 'client-key-data': base64(given.encryptedKey) } },
      { refusal: /certificate and key of context "one" cannot be used/ },
    ),
  'a certificate of another authority': given =>
    row(
      given,
      { user: { 'client-certificate-data': base64(given.foreign.cert), 'client-key-data': base64(given.foreign.key) } },
      { refusal: /does not accept the credential|certificate/ },
    ),
  'groups without as': given => row(given, { user: { ...certificate(given), 'as-groups': ['dev'] } }, { refusal: /as nobody/ }),
  'uid without as': given => row(given, { user: { ...certificate(given), 'as-uid': 'u' } }, { refusal: /as nobody/ }),
  'as, by a user who may not': given => row(given, { user: { token: given.token, as: 'jane' } }, { refusal: /cannot impersonate/ }),
  'auth-provider gcp': given => row(given, { user: { 'auth-provider': { name: 'gcp' } } }, { refusal: /gke-gcloud-auth-plugin/ }),
  'auth-provider azure': given => row(given, { user: { 'auth-provider': { name: 'azure', config: {} } } }, { refusal: /kubelogin/ }),
  'an unknown auth-provider': given => row(given, { user: { 'auth-provider': { name: 'other' } } }, { refusal: /auth-provider "other"/ }),
  'auth-provider oidc without a client': given => oidc(given, { 'client-id': '', 'id-token': given.token }, { refusal: /has no client-id/ }),
  'auth-provider oidc: an id-token that has ended, and nothing to renew it with': given =>
    oidc(given, { 'id-token': expired }, { refusal: /no refresh-token/, alike: keptConfig }),
  'auth-provider oidc: a refresh token that was spent': given =>
    oidc(given, { 'id-token': expired, 'refresh-token': 'spent' }, { refusal: /does not renew it \(invalid_grant\)/, alike: keptConfig }),
  'auth-provider oidc: an id-token that is no JWT': given => oidc(given, { 'id-token': 'opaque' }, { refusal: /is not a JWT/ }),
}
