import { type RunResult, runCommand, tryCommand } from './run-command.ts'

/** kubectl as one user. */
export interface Kubectl {
  /** @throws ClusterError with kubectl's own message when it fails. */
  run(args: readonly string[], input?: string): Promise<string>
  try(args: readonly string[]): Promise<RunResult>
}

/** @param program path of the kubectl binary @param kubeconfig path of the kubeconfig to act with */
export function createKubectl(program: string, kubeconfig: string): Kubectl {
  // The caller's own KUBECONFIG and kuberc must not change what happens here.
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBERC: 'off' }
  const prefix = ['--kubeconfig', kubeconfig]
  return {
    run: (args, input) => runCommand(program, [...prefix, ...args], { env, ...(input === undefined ? {} : { input }) }),
    try: args => tryCommand(program, [...prefix, ...args], { env }),
  }
}

/** Applies objects server-side, as one manifest. */
export async function applyObjects(kubectl: Kubectl, objects: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  await kubectl.run(['apply', '--server-side', '--force-conflicts', '--field-manager=latchkey-cluster', '-f', '-'], JSON.stringify(list))
}
