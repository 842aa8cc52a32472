import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import { homeFolder } from './home.ts'
import { kubeconfigError } from './kubeconfig-error.ts'
import { resolveClusterPaths, resolveUserPaths } from './relative-paths.ts'
import { type ClusterEntry, type ContextEntry, kubeconfigFileSchema, type UserEntry } from './schema.ts'

/** Entries of every file read, merged as client-go does; each remembers the file that it came from. */
export type Kubeconfig = {
  /** Files that were read, and those looked for in vain. */
  readonly files: readonly string[]
  readonly missing: readonly string[]
  readonly currentContext: string | undefined
  readonly clusters: ReadonlyMap<string, ClusterEntry & { file: string }>
  readonly users: ReadonlyMap<string, UserEntry & { file: string }>
  readonly contexts: ReadonlyMap<string, ContextEntry & { file: string }>
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads the kubeconfig as client-go's ClientConfigLoadingRules: an explicit file alone, which must exist; else every
 * file of KUBECONFIG that exists; else ~/.kube/config. The first file that sets an entry or the current context wins.
 * @throws KUBECONFIG_INVALID naming the file
 */
export function loadKubeconfig(explicitFile: string | undefined, env: Env): Kubeconfig {
  const paths = explicitFile !== undefined ? [explicitFile] : kubeconfigPaths(env)
  const files: string[] = []
  const missing: string[] = []
  const clusters = new Map<string, ClusterEntry & { file: string }>()
  const users = new Map<string, UserEntry & { file: string }>()
  const contexts = new Map<string, ContextEntry & { file: string }>()
  let currentContext: string | undefined
  for (const path of paths) {
    const text = readText(path, explicitFile !== undefined)
    if (text === null) {
      missing.push(path)
      continue
    }
    files.push(path)
    const file = parseFile(path, text)
    currentContext ??= file['current-context']
    for (const { name, cluster } of file.clusters) keepFirst(clusters, name, { ...resolveClusterPaths(cluster, path), file: path })
    for (const { name, user } of file.users) keepFirst(users, name, { ...resolveUserPaths(user, path), file: path })
    for (const { name, context } of file.contexts) keepFirst(contexts, name, { ...context, file: path })
  }
  return { files, missing, currentContext, clusters, users, contexts }
}

/** Files that kubectl would look at without --kubeconfig, in its order, each once. */
export function kubeconfigPaths(env: Env): string[] {
  const listed = env['KUBECONFIG']
  if (!listed) return [join(homeFolder(env), '.kube', 'config')]
  return [...new Set(listed.split(delimiter).filter(path => path !== ''))]
}

function keepFirst<T>(map: Map<string, T>, name: string, value: T): void {
  if (!map.has(name)) map.set(name, value)
}

function readText(path: string, mustExist: boolean): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && !mustExist) return null
    if (code === 'ENOENT') throw kubeconfigError(`The kubeconfig ${path} does not exist.`, 'Give --kubeconfig a file that exists, or leave it out.', thrown)
    throw kubeconfigError(`The kubeconfig ${path} cannot be read (${code ?? 'unknown reason'}).`, 'Check the rights of the file.', thrown)
  }
}

function parseFile(path: string, text: string): ReturnType<typeof kubeconfigFileSchema.parse> {
  let content: unknown
  try {
    // Kubernetes reads YAML 1.1 merge keys and treats an empty file as an empty kubeconfig.
    content = parse(text, { merge: true, logLevel: 'error' }) ?? {}
  } catch (thrown) {
    const where = thrown instanceof YAMLParseError && thrown.linePos ? ` at line ${thrown.linePos[0].line}` : ''
    throw kubeconfigError(`The kubeconfig ${path} is not YAML${where}.`, 'Correct the file, or point --kubeconfig or KUBECONFIG to another one.', thrown)
  }
  const parsed = kubeconfigFileSchema.safeParse(content)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue?.path.map(String).join('.') || 'the document'
    throw kubeconfigError(`The kubeconfig ${path} is not valid: ${field}: ${issue?.message ?? 'unexpected content'}.`, 'Correct that field.', parsed.error)
  }
  for (const key of ['clusters', 'users', 'contexts'] as const) refuseTwice(path, key, parsed.data[key])
  return parsed.data
}

function refuseTwice(path: string, key: string, entries: ReadonlyArray<{ name: string }>): void {
  const seen = new Set<string>()
  for (const { name } of entries) {
    if (seen.has(name)) throw kubeconfigError(`The kubeconfig ${path} has two entries named "${name}" in ${key}.`, 'Rename or remove one of them.')
    seen.add(name)
  }
}
