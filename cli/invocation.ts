import type { KubeconfigFlags } from './kubeconfig/select.ts'

export type GlobalOptions = KubeconfigFlags & {
  allNamespaces: boolean
  /** Of one request, milliseconds; 0 for no limit. */
  requestTimeoutMs: number
  verbose: boolean
}

export type Output = 'text' | 'json'
export type GetOutput = 'table' | 'wide' | 'json' | 'yaml' | 'name'
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never'

/** A command line, understood: which command with which options. Nothing in it has been looked up yet. */
export type Invocation = { global: GlobalOptions } & (
  | { command: 'login'; output: Output }
  | { command: 'logout'; output: Output }
  | { command: 'whoami'; output: Output }
  | { command: 'status'; output: Output }
  | { command: 'version'; output: Output; clientOnly: boolean }
  | { command: 'dashboard'; output: Output; port: number; openBrowser: boolean }
  | { command: 'proxy'; output: Output; port: number }
  | { command: 'get'; output: GetOutput; kind: string; name: string | null }
  | {
      command: 'install'
      output: Output
      image: string | null
      imagePullPolicy: ImagePullPolicy
      replicas: number
      grantGroups: readonly string[]
      printOnly: boolean
      timeoutSeconds: number
    }
  | { command: 'uninstall'; output: Output; confirmed: boolean; timeoutSeconds: number }
)

export type CommandName = Invocation['command']
export type InvocationOf<Name extends CommandName> = Extract<Invocation, { command: Name }>
