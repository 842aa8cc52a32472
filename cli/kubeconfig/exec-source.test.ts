import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { certificatePem } from '../testing/certificate.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { selfSigned } from '../testing/local-https-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { connect } from './connect.ts'
import type { CredentialSource } from './credential.ts'
import { createExecSource } from './exec-source.ts'
import { loadKubeconfig } from './load.ts'
import { selectContext } from './select.ts'

const v1 = 'client.authentication.k8s.io/v1'
const pem = '-----BEGIN X-----\nca\n'

function credential(status: unknown, apiVersion = v1): string {
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, status })
}

type Plugin = { answer?: string; script?: string; exec?: Record<string, unknown>; cluster?: Record<string, unknown>; stdinIsTty?: boolean; now?: () => number }
type Run = { info: { apiVersion: string; spec: { interactive: boolean; cluster?: Record<string, unknown> } }; extra: string; args: string }

/** A kubeconfig whose plugin is a real child process; it records what it was given, so its runs can be counted. */
function withPlugin(plugin: Plugin): { source: CredentialSource; runs: () => Run[]; answer: (text: string) => void } {
  const user = { exec: { apiVersion: v1, interactiveMode: 'IfAvailable', command: './plugin.sh', ...plugin.exec } }
  const folder = tempFolder({
    answer: plugin.answer ?? credential({ token: 'from-plugin' }),
    seen: '',
    'plugin.sh': `#!/bin/sh\ncd "$(dirname "$0")"\nprintf '%s|%s|%s\\n' "$KUBERNETES_EXEC_INFO" "$EXTRA" "$*" >> seen\n${plugin.script ?? 'cat answer'}\n`,
    config: kubeconfigYaml({ user, cluster: plugin.cluster ?? {} }),
  })
  const selection = selectContext(loadKubeconfig(`${folder}/config`, {}), {})
  if (!selection?.user.exec) throw new Error('the test has no plugin')
  return {
    source: createExecSource(selection.user.exec, selection, { env: process.env, stdinIsTty: plugin.stdinIsTty ?? false }, plugin.now),
    answer: text => writeFileSync(`${folder}/answer`, text),
    runs: () =>
      readFileSync(`${folder}/seen`, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => {
          const [info = '', extra = '', args = ''] = line.split('|')
          return { info: JSON.parse(info), extra, args }
        }),
  }
}

describe('what the plugin is given', () => {
  test('its arguments, its environment, and that nobody can be asked', async () => {
    const { source, runs } = withPlugin({ exec: { args: ['get', 'token'], env: [{ name: 'EXTRA', value: 'more' }] } })
    await source.current()
    expect(runs()).toEqual([{ info: { kind: 'ExecCredential', apiVersion: v1, spec: { interactive: false } }, extra: 'more', args: 'get token' }])
  })

  test('the cluster, when it asks for it', async () => {
    const { source, runs } = withPlugin({
      exec: { provideClusterInfo: true },
      cluster: {
        'tls-server-name': 'api',
        'certificate-authority-data': Buffer.from(pem).toString('base64'),
        extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }],
      },
    })
    await source.current()
    expect(runs()[0]?.info.spec.cluster).toEqual({
      server: 'https://127.0.0.1:1',
      'tls-server-name': 'api',
      'certificate-authority-data': Buffer.from(pem).toString('base64'),
      config: { audience: 'x' },
    })
  })

  test.each([
    ['Never', true, false],
    ['IfAvailable', true, true],
    ['IfAvailable', false, false],
    ['Always', true, true],
  ])('interactiveMode %s with a terminal %s means interactive %s', async (interactiveMode, stdinIsTty, interactive) => {
    const { source, runs } = withPlugin({ exec: { interactiveMode }, stdinIsTty })
    await source.current()
    expect(runs()[0]?.info.spec.interactive).toBe(interactive)
  })

  test('interactiveMode Always without a terminal is refused before the plugin runs', async () => {
    const { source, runs } = withPlugin({ exec: { interactiveMode: 'Always' } })
    expect((await failureOf(() => source.current())).message).toContain('needs a terminal')
    expect(runs()).toEqual([])
  })
})

describe('what the plugin answers', () => {
  test('a token, a certificate, or both', async () => {
    const token = withPlugin({})
    expect(await token.source.current()).toEqual({ bearer: 'from-plugin', authorization: 'Bearer from-plugin', certificate: null, expiresAtMs: null })
    const { cert, key } = selfSigned()
    const certificate = withPlugin({ answer: credential({ clientCertificateData: cert, clientKeyData: key }) })
    expect(await certificate.source.current()).toMatchObject({ bearer: null, authorization: null, certificate: { certificate: cert, key } })
    const both = withPlugin({ answer: credential({ token: 't', clientCertificateData: cert, clientKeyData: key }) })
    expect(await both.source.current()).toMatchObject({ bearer: 't', certificate: { certificate: cert, key } })
  })

  test.each([
    ['no JSON', 'secret-text', /not an ExecCredential/],
    ['another kind', JSON.stringify({ kind: 'Pod', apiVersion: v1 }), /not an ExecCredential/],
    ['another version', credential({ token: 't' }, 'client.authentication.k8s.io/v1beta1'), /v1beta1/],
    ['no status', credential(null), /without a status/],
    ['an empty status', credential({}), /neither a token nor a certificate/],
    ['half a pair', credential({ clientKeyData: 'secret-text' }), /not both/],
    ['a key of another', credential({ clientCertificateData: certificatePem, clientKeyData: 'secret-text' }), /do not belong together/],
    ['a day for a time', credential({ token: 'secret-text', expirationTimestamp: '2026-01-01' }), /expirationTimestamp/],
    ['an empty time', credential({ token: 'secret-text', expirationTimestamp: '' }), /expirationTimestamp/],
    ['no time', credential({ token: 'secret-text', expirationTimestamp: 'soon' }), /expirationTimestamp/],
  ])('refuses %s, and repeats nothing of it', async (_what, answer, message) => {
    const error = await failureOf(() => withPlugin({ answer }).source.current())
    expect([error.code, error.exitCode]).toEqual(['EXEC_PLUGIN_FAILED', 4])
    expect(error.message).toMatch(message)
    expect(JSON.stringify([error.message, error.details])).not.toContain('secret-text')
  })

  test('YAML, as Kubernetes decodes it', async () => {
    const { source } = withPlugin({ answer: `kind: ExecCredential\napiVersion: ${v1}\nstatus:\n  token: t\n  expirationTimestamp: "2126-01-01T00:00:00Z"\n` })
    expect(await source.current()).toMatchObject({ bearer: 't', expiresAtMs: Date.parse('2126-01-01T00:00:00Z') })
  })

  test('a plugin that fails is told with its exit code', async () => {
    expect((await failureOf(() => withPlugin({ script: 'exit 7' }).source.current())).message).toMatch(/plugin\.sh failed with exit code 7/)
  })

  test('a plugin that is missing is told with its hint, which cannot steer the terminal', async () => {
    const folder = tempFolder({
      config: kubeconfigYaml({ user: { exec: { apiVersion: v1, interactiveMode: 'Never', command: './gone', installHint: 'brew\u001b[31m install\nit' } } }),
    })
    const error = await failureOf(() => connect({ kubeconfig: `${folder}/config` }, {}, false).credentials.current())
    expect(error.message).toContain('/gone is not found')
    expect(error.details?.['hint']).toBe('brewU+001B[31m install\nit')
  })
})

describe('how long an answer is kept', () => {
  test('until it expires', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const plugin = withPlugin({ answer: credential({ token: 'one', expirationTimestamp: '2026-01-01T01:00:00Z' }), now: () => now })
    await plugin.source.current()
    now += 3_600_000
    await plugin.source.current()
    expect(plugin.runs()).toHaveLength(1)
    plugin.answer(credential({ token: 'two' }))
    now += 1
    expect((await plugin.source.current()).bearer).toBe('two')
    expect(plugin.runs()).toHaveLength(2)
  })

  test('one run serves everyone who waits, and one renewal everyone who was refused', async () => {
    const plugin = withPlugin({})
    const [first] = await Promise.all([plugin.source.current(), plugin.source.current(), plugin.source.current()])
    expect(plugin.runs()).toHaveLength(1)
    if (!first) throw new Error('no credential')
    expect(await Promise.all([plugin.source.renew(first), plugin.source.renew(first)])).toEqual([true, true])
    expect(await plugin.source.renew(first)).toBe(true)
    expect(plugin.runs()).toHaveLength(2)
  })
})
