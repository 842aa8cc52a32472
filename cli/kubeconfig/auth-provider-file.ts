import { chmodSync, chownSync, closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { isAlias, isMap, isScalar, isSeq, type Node, parse, parseDocument, type YAMLMap } from 'yaml'
import { kubeconfigError } from './kubeconfig-error.ts'

export type AuthProviderConfig = Readonly<Record<string, string>>

/** `users[name].user.auth-provider.config` as the file has it now; null when there is none, or no file. @throws KUBECONFIG_INVALID */
export function readAuthProvider(file: string, userName: string): AuthProviderConfig | null {
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8'), { merge: true, logLevel: 'error' })
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
    if (code === 'ENOENT') return null
    throw kubeconfigError(`The kubeconfig ${file} cannot be read any more (${code}).`, 'Check the file and its rights.', thrown)
  }
  const config = configOf(content, userName)
  return config && Object.fromEntries(Object.entries(config).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/**
 * Sets fields of that config and leaves every other byte of the file alone. The file is replaced whole or not at all, and
 * keeps its mode and owner; where it is a symbolic link, what it leads to is replaced.
 * @throws KUBECONFIG_INVALID
 */
export function writeAuthProvider(file: string, userName: string, changes: AuthProviderConfig): void {
  const target = realpathSync(file)
  const text = withAuthProvider(readFileSync(target, 'utf8'), userName, changes)
  if (text === null) throw kubeconfigError(`New tokens could not be kept in ${file}: user "${userName}" is written in a way that is not understood.`, advice)
  const { mode, uid, gid } = statSync(target)
  const fresh = `${target}.${process.pid}.new`
  try {
    const handle = openSync(fresh, 'wx', 0o600)
    writeFileSync(handle, text)
    fsyncSync(handle)
    closeSync(handle)
    const made = statSync(fresh)
    if (made.uid !== uid || made.gid !== gid) chownSync(fresh, uid, gid)
    chmodSync(fresh, mode & 0o777)
    renameSync(fresh, target)
  } catch (thrown) {
    rmSync(fresh, { force: true })
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw kubeconfigError(`New tokens could not be kept: ${file} cannot be written (${code}).`, advice, thrown)
  }
}

const advice = 'Log in again with the tool that wrote the kubeconfig.'

/** The text with these fields set; null when that cannot be done without a change of anything else. */
export function withAuthProvider(text: string, userName: string, changes: AuthProviderConfig): string | null {
  const before: unknown = parse(text, { merge: true, logLevel: 'error' })
  const expected = configOf(before, userName)
  if (!expected) return null
  Object.assign(expected, changes)
  let edited = text
  for (const [key, value] of Object.entries(changes)) {
    const node = configNode(edited, userName)
    if (!node) return null
    edited = withField(edited, node, key, value)
  }
  try {
    return isDeepStrictEqual(parse(edited, { merge: true, logLevel: 'error' }), before) ? edited : null
  } catch {
    return null
  }
}

function withField(text: string, config: YAMLMap, key: string, value: string): string {
  // A JSON string is a YAML scalar in every style of map.
  const quoted = JSON.stringify(value)
  const pair = config.items.find(({ key: name }) => isScalar(name) && name.value === key)
  const range = (pair?.value as Node | null | undefined)?.range
  if (range) {
    const [from, to] = range
    const space = text[from - 1] === ':' ? ' ' : ''
    const lineEnd = text.slice(from, to).endsWith('\n') ? '\n' : ''
    return `${text.slice(0, from)}${space}${quoted}${lineEnd}${text.slice(to)}`
  }
  const first = (config.items[0]?.key as Node | undefined)?.range?.[0]
  if (config.flow || first === undefined) {
    const at = first ?? (config.range?.[0] ?? 0) + 1
    return `${text.slice(0, at)}${JSON.stringify(key)}: ${quoted}${first === undefined ? '' : ', '}${text.slice(at)}`
  }
  const indent = text.slice(text.lastIndexOf('\n', first) + 1, first)
  return `${text.slice(0, first)}${key}: ${quoted}\n${indent}${text.slice(first)}`
}

function configNode(text: string, userName: string): YAMLMap | null {
  const document = parseDocument(text, { merge: true, logLevel: 'error' })
  const at = (node: unknown, key: string): unknown => {
    const value = isMap(node) ? node.get(key, true) : undefined
    return isAlias(value) ? value.resolve(document) : value
  }
  const users = at(document.contents, 'users')
  const entry = isSeq(users) ? users.items.find(item => isMap(item) && item.get('name') === userName) : undefined
  const config = at(at(at(entry, 'user'), 'auth-provider'), 'config')
  return isMap(config) ? config : null
}

function configOf(content: unknown, userName: string): Record<string, unknown> | null {
  const at = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined)
  const users = at(content, 'users')
  const entry = Array.isArray(users) ? users.find(user => at(user, 'name') === userName) : undefined
  const config = at(at(at(entry, 'user'), 'auth-provider'), 'config')
  return typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : null
}
