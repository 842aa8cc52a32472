import { readFileSync } from 'node:fs'
import type { Given } from './given.ts'
import { base64, type Row, type Rows, row } from './row.ts'

const v1 = 'client.authentication.k8s.io/v1'
const v1beta1 = 'client.authentication.k8s.io/v1beta1'

/** A credential plugin that writes down what it was given, and prints what lies beside it. */
const plugin = `#!/bin/sh
cd "$(dirname "$0")"
printf '%s|%s|%s|%s\\n' "$(printf '%s' "$KUBERNETES_EXEC_INFO" | tr -d '\\n')" "$EXTRA" "$*" "$(test -t 0 && echo terminal)" >> seen
cat answer
`

function answer(status: unknown, apiVersion = v1): string {
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, status })
}

/** What the plugin was given, run by run. */
export function seen(folder: string): unknown {
  const lines = readFileSync(`${folder}/seen`, 'utf8').split('\n').filter(Boolean)
  return lines.map(line => line.split('|').map((part, index) => (index === 0 ? JSON.parse(part) : part)))
}

type Parts = { exec?: Record<string, unknown>; user?: Record<string, unknown>; cluster?: Record<string, unknown>; answer?: string; more?: Partial<Row> }

function withPlugin(given: Given, parts: Parts = {}): Row {
  const exec = { apiVersion: v1, interactiveMode: 'Never', command: './plugin.sh', ...parts.exec }
  const files = { 'plugin.sh': plugin, answer: parts.answer ?? answer({ token: given.token }), ...parts.more?.files }
  return row(given, { user: { exec, ...parts.user }, cluster: parts.cluster ?? {} }, { alike: seen, ...parts.more, files })
}

/** Of a plugin that must not run. */
function withoutRun(given: Given, parts: Parts): Row {
  const { alike: _alike, ...rest } = withPlugin(given, parts)
  return rest
}

function kuberc(given: Given, fields: Record<string, unknown>, more: Partial<Row> = {}): Row {
  const text = JSON.stringify({ apiVersion: 'kubectl.config.k8s.io/v1beta1', kind: 'Preference', ...fields })
  return withPlugin(given, { exec: { command: 'plugin.sh' }, more: { ...more, files: { '.kube/kuberc': text, ...more.files } } })
}

function denied(given: Given, fields: Record<string, unknown>, refusal: RegExp): Row {
  const { alike: _alike, ...rest } = kuberc(given, fields, { refusal })
  return rest
}

export const rowsOfPlugins: Rows = {
  'exec v1, a token': given => withPlugin(given),
  'exec v1beta1 without interactiveMode': given =>
    withPlugin(given, { exec: { apiVersion: v1beta1, interactiveMode: undefined }, answer: answer({ token: given.token }, v1beta1) }),
  'exec, a certificate': given => withPlugin(given, { answer: answer({ clientCertificateData: given.admin.cert, clientKeyData: given.admin.key }) }),
  'exec, a certificate and a token': given =>
    withPlugin(given, { answer: answer({ token: given.token, clientCertificateData: given.editor.cert, clientKeyData: given.editor.key }) }),
  'exec, YAML': given => withPlugin(given, { answer: `kind: ExecCredential\napiVersion: ${v1}\nstatus:\n  token: ${given.token}\n` }),
  'exec, until a time that is far': given => withPlugin(given, { answer: answer({ token: given.token, expirationTimestamp: '2126-01-01T00:00:00.5+01:00' }) }),
  'exec with arguments and environment': given => withPlugin(given, { exec: { args: ['get', 'a b'], env: [{ name: 'EXTRA', value: 'more' }] } }),
  'exec of a command in PATH': given => withPlugin(given, { exec: { command: 'plugin.sh' } }),
  'exec that asks for the cluster': given =>
    withPlugin(given, {
      exec: { provideClusterInfo: true },
      cluster: {
        'tls-server-name': 'kubernetes',
        'disable-compression': true,
        'proxy-url': `http://127.0.0.1:${given.proxies.http.port}`,
        extensions: [
          { name: 'other', extension: { a: 1 } },
          { name: 'client.authentication.k8s.io/exec', extension: { audience: 'x', list: [1, { b: null }] } },
        ],
      },
    }),
  'exec that asks for the cluster, which has no extension': given => withPlugin(given, { exec: { provideClusterInfo: true } }),
  'exec that asks for a cluster of which nothing is checked': given =>
    withPlugin(given, { exec: { provideClusterInfo: true }, cluster: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true } }),
  'exec, IfAvailable without a terminal': given => withPlugin(given, { exec: { interactiveMode: 'IfAvailable' } }),
  'exec, IfAvailable with a terminal': given => withPlugin(given, { exec: { interactiveMode: 'IfAvailable' }, more: { terminal: true } }),
  'exec, Always with a terminal': given => withPlugin(given, { exec: { interactiveMode: 'Always' }, more: { terminal: true } }),
  'exec, Never with a terminal': given => withPlugin(given, { more: { terminal: true } }),
  'exec is not run beside a token': given => withoutRun(given, { exec: { command: './none' }, user: { token: given.token } }),
  'exec is not run beside a certificate': given =>
    withoutRun(given, {
      exec: { command: './none' },
      user: { 'client-certificate-data': base64(given.admin.cert), 'client-key-data': base64(given.admin.key) },
    }),
  'exec as another': given =>
    withPlugin(given, {
      user: { as: 'jane', 'as-groups': ['dev'] },
      answer: answer({ clientCertificateData: given.admin.cert, clientKeyData: given.admin.key }),
    }),
  'kuberc allows a command': given => kuberc(given, { credentialPluginPolicy: 'Allowlist', credentialPluginAllowlist: [{ command: 'plugin.sh' }] }),
  'kuberc allows everything': given => kuberc(given, { credentialPluginPolicy: 'AllowAll' }),
  'kuberc is turned off': given => kuberc(given, { credentialPluginPolicy: 'DenyAll' }, { env: { KUBERC: 'off' } }),
  'KUBERC names another file': given =>
    kuberc(
      given,
      { credentialPluginPolicy: 'DenyAll' },
      { env: { KUBERC: 'FOLDER/rc' }, files: { rc: 'apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n' } },
    ),

  'a default kuberc that makes no sense is left out': given => withPlugin(given, { more: { files: { '.kube/kuberc': 'kind: Pod\n' } } }),

  'exec, refused by the cluster: run once more, no oftener': given =>
    withPlugin(given, { answer: answer({ token: 'wrong' }), more: { refusal: /does not accept the credential/ } }),
  'exec of something that is not there': given =>
    withoutRun(given, { exec: { command: './none', installHint: 'Install it.' }, more: { refusal: /none is not found[\s\S]*Install it\./ } }),
  'exec of something that is not in PATH': given =>
    withoutRun(given, { exec: { command: 'no-such-plugin' }, more: { refusal: /no-such-plugin is not found/ } }),
  'exec that fails': given => withoutRun(given, { more: { files: { 'plugin.sh': '#!/bin/sh\nexit 7\n' }, refusal: /failed with exit code 7/ } }),
  'exec that prints something else': given => withPlugin(given, { answer: 'hello', more: { refusal: /not an ExecCredential/ } }),
  'exec that answers in another version': given =>
    withPlugin(given, { answer: answer({ token: given.token }, v1beta1), more: { refusal: /answered in .*v1beta1/ } }),
  'exec without a status': given => withPlugin(given, { answer: answer(undefined), more: { refusal: /without a status/ } }),
  'exec without a credential': given => withPlugin(given, { answer: answer({}), more: { refusal: /neither a token nor a certificate/ } }),
  'exec, a certificate without its key': given =>
    withPlugin(given, { answer: answer({ clientCertificateData: given.admin.cert }), more: { refusal: /but not both/ } }),
  'exec, the key of another': given =>
    withPlugin(given, {
      answer: answer({ clientCertificateData: given.admin.cert, clientKeyData: given.editor.key }),
      more: { refusal: /do not belong together/ },
    }),
  'exec, until no time': given =>
    withPlugin(given, { answer: answer({ token: given.token, expirationTimestamp: '2126-01-01' }), more: { refusal: /expirationTimestamp/ } }),
  'exec v1alpha1': given => withoutRun(given, { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1' }, more: { refusal: /v1alpha1/ } }),
  'exec v1 without interactiveMode': given => withoutRun(given, { exec: { interactiveMode: undefined }, more: { refusal: /no interactiveMode/ } }),
  'exec of an unknown interactiveMode': given => withoutRun(given, { exec: { interactiveMode: 'Maybe' }, more: { refusal: /"Maybe"/ } }),
  'exec, Always without a terminal': given => withoutRun(given, { exec: { interactiveMode: 'Always' }, more: { refusal: /needs a terminal/ } }),
  'exec without a command': given => withoutRun(given, { exec: { command: '' }, more: { refusal: /no command/ } }),
  'exec without apiVersion': given => withoutRun(given, { exec: { apiVersion: undefined }, more: { refusal: /no apiVersion/ } }),
  'exec with a variable without a name': given =>
    withoutRun(given, { exec: { env: [{ name: '', value: 'x' }] }, more: { refusal: /variable without a name/ } }),
  'exec beside an auth-provider': given =>
    withoutRun(given, { user: { 'auth-provider': { name: 'oidc', config: {} } }, more: { refusal: /both auth-provider and exec/ } }),
  'kuberc denies everything': given => denied(given, { credentialPluginPolicy: 'DenyAll' }, /not allowed by the credentialPluginPolicy DenyAll/),
  'kuberc allows another command': given =>
    denied(
      given,
      { credentialPluginPolicy: 'Allowlist', credentialPluginAllowlist: [{ command: 'other' }] },
      /not allowed by the credentialPluginPolicy Allowlist/,
    ),
  'kuberc has no list': given => denied(given, { credentialPluginPolicy: 'Allowlist' }, /without a credentialPluginAllowlist/),
  'kuberc has an unknown policy': given => denied(given, { credentialPluginPolicy: 'Deny' }, /unknown credentialPluginPolicy/),
  'KUBERC names a file that is not there': given => {
    const { alike: _alike, ...rest } = withPlugin(given, { more: { env: { KUBERC: 'FOLDER/none' }, refusal: /none cannot be read/ } })
    return rest
  },
}
