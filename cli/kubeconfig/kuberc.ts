import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { homeFolder } from './home.ts'
import { kubeconfigError } from './kubeconfig-error.ts'
import { checkPolicy, type PluginPolicy } from './plugin-policy.ts'

type Env = Readonly<Record<string, string | undefined>>

const apiGroup = 'kubectl.config.k8s.io'
const preferenceSchema = z.object({
  apiVersion: z.enum([`${apiGroup}/v1beta1`, `${apiGroup}/v1alpha1`]),
  kind: z.literal('Preference'),
  credentialPluginPolicy: z.string().nullish(),
  credentialPluginAllowlist: z.array(z.object({ name: z.string().nullish(), command: z.string().nullish() })).nullish(),
})

/**
 * Which credential plugins may run, by kubectl's own preferences: the file that KUBERC names, else ~/.kube/kuberc. As in
 * kubectl, KUBERC=off or KUBECTL_KUBERC=false turns them off, and a default file that makes no sense is left out with a warning.
 * @throws KUBECONFIG_INVALID
 */
export function readPluginPolicy(env: Env, warn: (line: string) => void): PluginPolicy {
  const allowAll: PluginPolicy = { type: 'AllowAll' }
  const named = env['KUBERC']
  if (named === 'off' || env['KUBECTL_KUBERC'] === 'false') return allowAll
  const file = named || join(homeFolder(env), '.kube', 'kuberc')
  try {
    const preference = readPreference(file)
    if (preference === null || preference.apiVersion !== `${apiGroup}/v1beta1`) return allowAll
    const allowlist = preference.credentialPluginAllowlist?.map(({ name, command }) => command || name || '') ?? null
    return checkPolicy(preference.credentialPluginPolicy ?? '', allowlist, file)
  } catch (thrown) {
    if (named || !(thrown instanceof UnreadablePreference))
      throw thrown instanceof UnreadablePreference ? kubeconfigError(thrown.message, advice, thrown) : thrown
    if (thrown.code !== 'ENOENT') warn(`warning: ${thrown.message} Its rules on credential plugins do not apply.`)
    return allowAll
  }
}

const advice = 'Correct the file, point KUBERC to another one, or set KUBERC=off.'

class UnreadablePreference extends Error {
  readonly code: string
  constructor(message: string, code = '') {
    super(message)
    this.code = code
  }
}

/** The first document that is a Preference; null for a file without documents. */
function readPreference(file: string): z.infer<typeof preferenceSchema> | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw new UnreadablePreference(`The preferences ${file} cannot be read (${code}).`, code)
  }
  const documents = text.split(/^---(?:[ \t].*)?$/m).filter(document => document.trim() !== '')
  for (const document of documents) {
    const preference = preferenceSchema.safeParse(parseYaml(document))
    if (preference.success) return preference.data
  }
  if (documents.length === 0) return null
  throw new UnreadablePreference(`The preferences ${file} hold no Preference of ${apiGroup}.`)
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { merge: true, logLevel: 'error' })
  } catch {
    return undefined
  }
}
