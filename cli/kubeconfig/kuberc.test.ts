import { describe, expect, test } from 'vitest'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { connect } from './connect.ts'
import { readPluginPolicy } from './kuberc.ts'

const plugin = `#!/bin/sh\necho '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"ran"}}'\n`

function preference(fields: string, apiVersion = 'kubectl.config.k8s.io/v1beta1'): string {
  return `apiVersion: ${apiVersion}\nkind: Preference\n${fields}\n`
}

/** The token of a user with the plugin `command`, where kubectl has these preferences. */
async function tokenWith(kuberc: string, setting: { command?: string; env?: Record<string, string>; file?: string } = {}): Promise<string | null> {
  const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command: setting.command ?? 'plugin.sh' } }
  const folder = tempFolder({ 'bin/plugin.sh': plugin, 'other/plugin.sh': plugin, config: kubeconfigYaml({ user }), [setting.file ?? '.kube/kuberc']: kuberc })
  const env = { PATH: `${folder}/bin:${process.env['PATH']}`, HOME: folder, ...setting.env }
  for (const [name, value] of Object.entries(env)) env[name as keyof typeof env] = value.replaceAll('FOLDER', folder)
  return (await connect({ kubeconfig: `${folder}/config` }, env, false).credentials.current()).bearer
}

describe('the credentialPluginPolicy of kubectl', () => {
  test.each<[string, string]>([
    ['none', preference('')],
    ['an empty file', ''],
    ['AllowAll', preference('credentialPluginPolicy: AllowAll')],
    ['an allowed command', preference('credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: plugin.sh}]')],
    ['its former field', preference('credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: plugin.sh}]')],
    ['v1alpha1, which knows none', preference('credentialPluginPolicy: DenyAll', 'kubectl.config.k8s.io/v1alpha1')],
  ])('lets a plugin run: %s', async (_what, kuberc) => {
    expect(await tokenWith(kuberc)).toBe('ran')
  })

  test('a path and a command that come to the same executable are the same', async () => {
    const list = (command: string) => preference(`credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: ${command}}]`)
    const kuberc = { file: 'rc', env: { KUBERC: 'FOLDER/rc' } }
    expect(await tokenWith(list('plugin.sh'), { ...kuberc, command: './bin/plugin.sh' })).toBe('ran')
    const other = await failureOf(() => tokenWith(list('plugin.sh'), { ...kuberc, command: './other/plugin.sh' }))
    expect(other.message).toMatch(/other\/plugin\.sh is not allowed by the credentialPluginPolicy Allowlist/)
  })

  test.each(['AllowAll', 'Allowlist'])('no plugin is found by a PATH that the kubeconfig brings itself: %s', async policy => {
    const folder = tempFolder({
      'evil/tool.sh': plugin,
      rc: preference(`credentialPluginPolicy: ${policy}${policy === 'Allowlist' ? '\ncredentialPluginAllowlist: [{command: tool.sh}]' : ''}`),
    })
    const env = [{ name: 'PATH', value: `${folder}/evil:/usr/bin:/bin` }]
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command: 'tool.sh', env } }
    const home = tempFolder({ config: kubeconfigYaml({ user }) })
    const { credentials } = connect({ kubeconfig: `${home}/config` }, { PATH: '/usr/bin:/bin', KUBERC: `${folder}/rc` }, false)
    const error = await failureOf(() => credentials.current())
    expect([error.code, error.message]).toEqual(['EXEC_PLUGIN_FAILED', 'The credential plugin tool.sh is not found.'])
  })

  test.each<[string, string, RegExp]>([
    ['DenyAll', preference('credentialPluginPolicy: DenyAll'), /plugin\.sh is not allowed by the credentialPluginPolicy DenyAll of .*kuberc/],
    ['another in the list', preference('credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: other}]'), /is not allowed/],
    ['a list of nothing', preference('credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: []'), /without a credentialPluginAllowlist/],
    ['a mistyped list', preference('credentialPluginPolicy: Allowlist\nallowlist: [{command: plugin.sh}]'), /without a credentialPluginAllowlist/],
    ['a list beside another policy', preference('credentialPluginAllowlist: [{command: plugin.sh}]'), /but not the policy Allowlist/],
    ['a path with dots', preference('credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: ./plugin.sh}]'), /no normal path/],
    [
      'the first Preference of several documents',
      `kind: Pod\n---\n${preference('credentialPluginPolicy: DenyAll')}---\n${preference('credentialPluginPolicy: AllowAll')}`,
      /DenyAll/,
    ],
    ['an unknown policy', preference('credentialPluginPolicy: Deny'), /unknown credentialPluginPolicy "Deny"/],
  ])('refuses: %s', async (_what, kuberc, message) => {
    const error = await failureOf(() => tokenWith(kuberc))
    expect([error.code, error.exitCode]).toEqual(['KUBECONFIG_INVALID', 3])
    expect(error.message).toMatch(message)
  })

  test('a default file that makes no sense is left out with a warning, as kubectl does', () => {
    const warnings: string[] = []
    const HOME = tempFolder({ '.kube/kuberc': 'kind: Pod' })
    expect(readPluginPolicy({ HOME }, line => warnings.push(line))).toEqual({ type: 'AllowAll' })
    expect(warnings).toEqual([expect.stringContaining(`${HOME}/.kube/kuberc hold no Preference`)])
    expect(readPluginPolicy({ HOME: '/none' }, line => warnings.push(line))).toEqual({ type: 'AllowAll' })
    expect(warnings).toHaveLength(1)
  })

  test('KUBERC names another file, which must be there, or turns them off', async () => {
    const deny = preference('credentialPluginPolicy: DenyAll')
    expect(await tokenWith(deny, { env: { KUBERC: 'off' } })).toBe('ran')
    expect(await tokenWith(deny, { env: { KUBECTL_KUBERC: 'false' } })).toBe('ran')
    expect((await failureOf(() => tokenWith(deny, { file: 'rc', env: { KUBERC: 'FOLDER/rc' } }))).message).toMatch(/DenyAll of .*\/rc/)
    expect((await failureOf(() => tokenWith('', { env: { KUBERC: '/none' } }))).message).toBe('The preferences /none cannot be read (ENOENT).')
    expect((await failureOf(() => tokenWith('kind: Pod', { file: 'rc', env: { KUBERC: 'FOLDER/rc' } }))).message).toContain('hold no Preference')
  })
})
