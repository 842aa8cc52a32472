import { type Command, Option } from 'commander'
import { type LoginMethod, methodSchema } from '../../lib/contract/identity.ts'
import { AppError } from '../../lib/errors/app-error.ts'
import type { GlobalOptions } from '../invocation.ts'
import { collect, parseDurationMs } from '../option-values.ts'

type Parsed = {
  kubeconfig?: string
  context?: string
  cluster?: string
  user?: string
  namespace?: string
  allNamespaces?: boolean
  as?: string
  asGroup?: string[]
  requestTimeout?: number
  verbose?: boolean
  loginMethod?: LoginMethod
  handOverCertificate?: boolean
  output?: string
}

/** The flags that every command takes, named and meant as kubectl's. */
export function addGlobalOptions(program: Command): void {
  program
    .option('--kubeconfig <file>', 'kubeconfig to use instead of KUBECONFIG or ~/.kube/config')
    .option('--context <name>', 'context of the kubeconfig to use')
    .option('--cluster <name>', "cluster of the kubeconfig to use instead of the context's")
    .option('--user <name>', "user of the kubeconfig to use instead of the context's")
    .option('-n, --namespace <name>', "namespace to look at instead of the context's")
    .option('-A, --all-namespaces', 'look at every namespace')
    .option('-o, --output <format>', 'format of the result: json everywhere; get also has wide, yaml and name')
    .option('--as <user>', 'act as this user (impersonation)')
    .option('--as-group <group>', 'act as a member of this group; may be repeated', collect)
    .option('--request-timeout <time>', 'give up on a single request after this time, e.g. 30s; 0 for never', parseDurationMs, 0)
    .addOption(new Option('--login-method <method>', 'prove who you are in this way instead of the best one there is').choices(methodSchema.options))
    .option('--hand-over-certificate', 'last resort: send client certificate and key to Latchkey, sealed, where no better way works; it forgets them at once')
    .option('-v, --verbose', 'tell every request and its time on stderr, and which way to sign in was taken')
}

export function readGlobalOptions(command: Command): GlobalOptions {
  const parsed: Parsed = command.optsWithGlobals()
  return {
    kubeconfig: parsed.kubeconfig,
    context: parsed.context,
    cluster: parsed.cluster,
    user: parsed.user,
    namespace: parsed.namespace,
    as: parsed.as,
    asGroups: parsed.asGroup ?? [],
    allNamespaces: parsed.allNamespaces ?? false,
    requestTimeoutMs: parsed.requestTimeout ?? 0,
    verbose: parsed.verbose ?? false,
    loginMethod: parsed.loginMethod ?? null,
    handOverCertificate: parsed.handOverCertificate ?? false,
  }
}

/** The value of `-o`, one of `formats`; `otherwise` when it is not given. @throws USAGE */
export function readOutput<Format extends string, Otherwise extends string>(
  command: Command,
  formats: readonly Format[],
  otherwise: Otherwise,
): Format | Otherwise {
  const { output }: Parsed = command.optsWithGlobals()
  if (output === undefined) return otherwise
  const format = formats.find(known => known === output)
  if (format === undefined) throw new AppError('USAGE', `\`${command.name()}\` has no output format "${output}"; it has: ${formats.join(', ')}.`)
  return format
}
