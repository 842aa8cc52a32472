import type { LoginMethod } from '../lib/contract/identity.ts'
import type { KubeconfigFlags } from './kubeconfig/select.ts'

export type GlobalOptions = KubeconfigFlags & {
  allNamespaces: boolean
  /** Of one request, milliseconds; 0 for no limit. */
  requestTimeoutMs: number
  verbose: boolean
  /** How to prove who the user is; null for the best method there is. */
  loginMethod: LoginMethod | null
  /** Certificate and key may be sent to Latchkey, sealed, where nothing better works. */
  handOverCertificate: boolean
}

export type Output = 'text' | 'json'
export type GetOutput = 'table' | 'wide' | 'json' | 'yaml' | 'name'
/** How to reach Latchkey in the cluster: through the service proxy of the kube-apiserver, or by a connection to one of its pods. */
export type Via = 'proxy' | 'port-forward'
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never'

/** A command line, understood: which command with which options. Nothing in it has been looked up yet. */
export type Invocation = { global: GlobalOptions } /** `code`: print a code for the sign-in page instead of keeping the session here. */ & (
  | { command: 'login'; output: Output; code: boolean }
  /** `everywhere`: every session of this user, not only the kept one. */
  | { command: 'logout'; output: Output; everywhere: boolean }
  | { command: 'whoami'; output: Output }
  | { command: 'status'; output: Output }
  | { command: 'version'; output: Output; clientOnly: boolean }
  | {
      command: 'dashboard'
      output: Output
      port: number
      openBrowser: boolean
      via: Via
      /** Where the browser finds Latchkey when not through the tunnel: an origin with a path, without a slash at its end. */
      url: string | null
    }
  | { command: 'proxy'; output: Output; port: number; via: Via }
  /** `watch`: what there is, then every change until the user stops it. */
  | { command: 'get'; output: GetOutput; kind: string; name: string | null; watch: boolean }
  | { command: 'tree'; output: Output; kind: string; name: string }
  | { command: 'events'; output: Output; kind: string | null; name: string | null }
  | { command: 'search'; output: Output; text: string }
  | {
      command: 'query'
      output: 'json' | 'yaml'
      /** GraphQL; null where `file` holds it. */
      document: string | null
      /** `-` for stdin. */
      file: string | null
      /** They go before those of the file. */
      variables: Readonly<Record<string, unknown>>
      variablesFile: string | null
      /** Which operation of the document; null for the only one. */
      operation: string | null
    }
  | { command: 'schema'; output: 'sdl' }
  | {
      command: 'install'
      output: Output
      image: string | null
      imagePullPolicy: ImagePullPolicy
      replicas: number
      grantGroups: readonly string[]
      /** Mount of an ingress that does not take it off: `/a/b`, '' for none. */
      basePath: string
      /** Whether browsers may sign in at addresses of the kube-apiserver itself. */
      sharedOrigin: boolean
      /** Whether Latchkey is to change nothing for anybody. */
      readOnly: boolean
      /** Whether users are to get at their Secrets. */
      secrets: boolean
      /** Whether the server is to read custom resources as itself, once for all users. */
      sharedCache: boolean
      /** The longest that a session lasts; null for the server's own limit. */
      sessionMaxSeconds: number | null
      /** Whether the kube-apiserver hands LoginRequests to Latchkey. */
      attested: boolean
      printOnly: boolean
      timeoutSeconds: number
    }
  | { command: 'uninstall'; output: Output; confirmed: boolean; timeoutSeconds: number }
)

export type CommandName = Invocation['command']
export type InvocationOf<Name extends CommandName> = Extract<Invocation, { command: Name }>
