import type { Given } from './given.ts'

/**
 * One row of the contract with kubectl: files of a folder of its own (`config` is the kubeconfig), an environment in which
 * FOLDER stands for that folder, and flags. Both tools get the same.
 */
export type Row = {
  files: Record<string, string>
  env?: Record<string, string>
  flags?: readonly string[]
  /** Nobody gets in: what our message has to name. */
  refusal?: RegExp
  /** Both run with a terminal for standard input. */
  terminal?: boolean
  /** What else has to be the same: of each tool's folder after the run. */
  alike?: (folder: string) => unknown
}

/** Rows by their titles. */
export type Rows = Record<string, (given: Given) => Row>

type Parts = { server?: string; cluster?: Record<string, unknown>; user?: Record<string, unknown>; name?: string }

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** A kubeconfig of one context, with the cluster's authority and the token of the specs' own user unless told otherwise. */
export function kubeconfig(given: Given, { server = given.server, cluster = {}, user = { token: given.token }, name = 'one' }: Parts = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(given.ca), ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  })
}

/** A row of one such kubeconfig, with `more` beside it. */
export function row(given: Given, parts: Parts = {}, more: Partial<Row> = {}): Row {
  return { ...more, files: { config: kubeconfig(given, parts), ...more.files } }
}
