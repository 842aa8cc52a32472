import { z } from 'zod'
import { isReadOnlyScope, missingFromScope, reachesSecrets } from '../../lib/domain/impersonation-scope.ts'
import { keptRoleName } from '../../lib/domain/kept-role.ts'
import { toAppError } from '../../lib/errors/app-error.ts'
import { kubeJson, kubeJsonOrNull } from '../kube/kube-json.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { appName } from '../manifests/labels.ts'
import { readServedGroups } from './served-groups.ts'

const texts = z.array(z.string()).optional()
const roleSchema = z.object({
  rules: z
    .array(z.object({ apiGroups: texts, resources: texts, resourceNames: texts, nonResourceURLs: texts, verbs: z.array(z.string()) }))
    .nullish()
    .transform(rules => rules ?? []),
})

export type ServerScope =
  | { mode: 'classic' }
  | {
      mode: 'constrained'
      readOnly: boolean
      /** By `install --secrets`, an older installation, or somebody else's rules. */
      reachesSecrets: boolean
      /** Served resources, as kubectl names them, that the server may not act on until Latchkey is installed again. */
      missing: string[]
    }

/** What the server may do while it acts as its users: the rules that its ClusterRole has, against what the cluster serves. Throws AppError. */
export async function readServerScope(transport: KubeTransport): Promise<ServerScope> {
  const path = (name: string) => `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`
  const [{ value }, kept, served] = await Promise.all([
    kubeJson(transport, { path: path(appName) }),
    kubeJsonOrNull(transport, { path: path(keptRoleName) }),
    readServedGroups(transport),
  ])
  const rules = [value, kept ?? {}].flatMap(role => roleSchema.parse(role).rules)
  const given = rules.map(({ verbs, ...what }) => ({ verbs, ...defined(what) }))
  if (given.some(({ verbs }) => verbs.includes('impersonate') || verbs.includes('*'))) return { mode: 'classic' }
  return { mode: 'constrained', readOnly: isReadOnlyScope(given), reachesSecrets: reachesSecrets(given), missing: missingFromScope(given, served) }
}

/** One line for `status`, or why it is not known. */
export async function serverScopeText(transport: KubeTransport): Promise<string> {
  try {
    const scope = await readServerScope(transport)
    if (scope.mode === 'classic') return 'classic impersonation: acts as its users on everything, Secrets included'
    const { readOnly, missing } = scope
    const does = readOnly ? 'shows what its users may see' : 'does what its users may do'
    const secrets = scope.reachesSecrets ? 'with Secrets too: `latchkey install` without --secrets takes that away' : 'but nothing with Secrets'
    const again = ['latchkey install', ...(readOnly ? ['--read-only'] : []), ...(scope.reachesSecrets ? ['--secrets'] : [])].join(' ')
    const later = missing.length === 0 ? '' : `; not yet with ${missing.join(', ')}: \`${again}\` adds them`
    return `constrained impersonation: ${does}, ${secrets}${later}`
  } catch (thrown) {
    return `not told (${toAppError(thrown).message})`
  }
}

function defined<T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}
