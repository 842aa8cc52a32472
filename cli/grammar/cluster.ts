import { type Command, Option } from 'commander'
import type { ImagePullPolicy } from '../invocation.ts'
import { collect, parseBasePath, parseReplicas, parseSessionMaxSeconds, parseTimeoutSeconds } from '../option-values.ts'
import type { Dispatch } from './dispatch.ts'
import { readGlobalOptions, readOutput } from './global-options.ts'

type InstallFlags = {
  image?: string
  imagePullPolicy: ImagePullPolicy
  replicas: number
  grantGroup?: string[]
  basePath: string
  sharedOrigin: boolean
  readOnly?: boolean
  secrets?: boolean
  sharedCache?: boolean
  sessionMaxAge?: number
  attested: boolean
  print?: boolean
  timeout: number
}

/** install, uninstall, status, version. */
export function addClusterCommands(program: Command, dispatch: Dispatch): void {
  program
    .command('install')
    .description('put Latchkey into the cluster, or bring what is there up to date; safe to run again')
    .option('--image <image>', 'image of Latchkey (default: latchkey:VERSION of this command)')
    .addOption(new Option('--image-pull-policy <policy>', 'when nodes pull the image').choices(['Always', 'IfNotPresent', 'Never']).default('IfNotPresent'))
    .option('--replicas <count>', 'pods to run', parseReplicas, 2)
    .option('--grant-group <group>', 'group that may reach Latchkey; may be repeated (default: system:authenticated)', collect)
    .option('--base-path <path>', 'path under which an ingress serves Latchkey without taking it off, e.g. /ops', parseBasePath, '')
    .option('--no-shared-origin', 'let no browser sign in at addresses of the kube-apiserver itself (kubectl proxy)')
    .option('--read-only', 'let Latchkey change nothing for anybody, whatever their rights; Kubernetes 1.36 and newer')
    .option('--secrets', 'let users get at Secrets as their rights allow; whoever steals a token of the server then can as well; Kubernetes 1.36 and newer')
    .option('--shared-cache', 'let the server itself list and watch custom resources and RBAC, to hold lists once for all users instead of once for each')
    .option('--session-max-age <time>', 'longest that a session lasts, at least 1m, e.g. 8h (default: 10h)', parseSessionMaxSeconds)
    .option('--no-attested', 'make no API of the cluster (login.latchkey.dev) by which the kube-apiserver itself says who signs in')
    .option('--print', 'print the manifests as YAML and change nothing')
    .option('--timeout <time>', 'how long to wait until it is ready', parseTimeoutSeconds, 180)
    .action((flags: InstallFlags, command: Command) =>
      dispatch({
        command: 'install',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json'], 'text'),
        image: flags.image ?? null,
        imagePullPolicy: flags.imagePullPolicy,
        replicas: flags.replicas,
        grantGroups: flags.grantGroup ?? ['system:authenticated'],
        basePath: flags.basePath,
        sharedOrigin: flags.sharedOrigin,
        readOnly: flags.readOnly ?? false,
        secrets: flags.secrets ?? false,
        sharedCache: flags.sharedCache ?? false,
        sessionMaxSeconds: flags.sessionMaxAge ?? null,
        attested: flags.attested,
        printOnly: flags.print ?? false,
        timeoutSeconds: flags.timeout,
      }),
    )
  program
    .command('uninstall')
    .description('remove everything that install made; safe to run again')
    .option('-y, --yes', 'do not ask')
    .option('--timeout <time>', 'how long to wait until it is gone', parseTimeoutSeconds, 180)
    .action((flags: { yes?: boolean; timeout: number }, command: Command) =>
      dispatch({
        command: 'uninstall',
        global: readGlobalOptions(command),
        output: readOutput(command, ['json'], 'text'),
        confirmed: flags.yes ?? false,
        timeoutSeconds: flags.timeout,
      }),
    )
  program
    .command('status')
    .description('show whether Latchkey is installed, what it may do for its users, and whether it lets you in')
    .action((_options: unknown, command: Command) =>
      dispatch({ command: 'status', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text') }),
    )
  program
    .command('version')
    .description('show the versions of this command, of Latchkey in the cluster, and of Kubernetes')
    .option('--client', 'this command only; asks no cluster')
    .action((flags: { client?: boolean }, command: Command) =>
      dispatch({ command: 'version', global: readGlobalOptions(command), output: readOutput(command, ['json'], 'text'), clientOnly: flags.client ?? false }),
    )
}
