import type { CredentialSource } from './credential.ts'
import { execInfo } from './exec-credential.ts'
import { execFailure, parseExecCredential } from './exec-output.ts'
import { notFound, runPlugin } from './exec-run.ts'
import { readPluginPolicy } from './kuberc.ts'
import { readPem } from './pem.ts'
import { permittedExecutable } from './plugin-policy.ts'
import type { ExecEntry } from './schema.ts'
import type { Selection } from './select.ts'

/** `env`: what the plugin inherits, and what tells where kubectl's preferences are. */
export type ExecSetting = { env: Readonly<Record<string, string | undefined>>; stdinIsTty: boolean }

type Issued = ReturnType<typeof parseExecCredential>

/**
 * Credentials of an exec plugin, as client-go's exec.Authenticator: kept in this process until they expire or a 401
 * forces one new run, one run at a time. Its stderr is the user's.
 */
export function createExecSource(exec: ExecEntry, selection: Selection, setting: ExecSetting, now: () => number = Date.now): CredentialSource {
  let issued: Issued | null = null
  let running: Promise<Issued> | null = null
  const refresh = (): Promise<Issued> => {
    running ??= runOnce(exec, selection, setting)
      .then(fresh => {
        issued = fresh
        return fresh
      })
      .finally(() => {
        running = null
      })
    return running
  }
  return {
    async current() {
      if (issued && (issued.expiresAtMs === null || now() <= issued.expiresAtMs)) return issued.credential
      return (await refresh()).credential
    },
    async renew(refused) {
      // Someone else's 401 has brought a new one already.
      if (issued && issued.credential !== refused) return true
      await refresh()
      return true
    },
  }
}

async function runOnce(exec: ExecEntry, { cluster, clusterName, userName }: Selection, { env, stdinIsTty }: ExecSetting): Promise<Issued> {
  const interactive = isInteractive(exec, userName, stdinIsTty)
  const caPem = readPem(cluster['certificate-authority-data'], cluster['certificate-authority'], `certificate authority of cluster "${clusterName}"`)
  const policy = readPluginPolicy(env, line => process.stderr.write(`${line}\n`))
  const executable = permittedExecutable(policy, exec.command ?? '', env)
  if (executable === null) throw notFound(exec)
  return parseExecCredential(exec, await runPlugin({ exec, executable, info: execInfo(exec, cluster, caPem, interactive), interactive, env }))
}

function isInteractive(exec: ExecEntry, userName: string, stdinIsTty: boolean): boolean {
  const mode = exec.interactiveMode ?? 'IfAvailable'
  if (mode === 'Always' && !stdinIsTty) {
    throw execFailure(exec, `of user "${userName}" needs a terminal to ask you something, and standard input is none`, 'Run the command in a terminal.')
  }
  return mode !== 'Never' && stdinIsTty
}
