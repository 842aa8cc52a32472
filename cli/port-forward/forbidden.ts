import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'
import { namespaceName } from '../manifests/labels.ts'

/** `what`: the verbs and the resource that are missing; `message`: the kube-apiserver's own. */
export function forbidden(what: string, message: string): AppError {
  return withHint(
    'FORBIDDEN',
    `You may not ${what} in namespace ${namespaceName}, which \`--via port-forward\` needs: ${message}`,
    'Give `--via proxy` or leave --via out: that needs nothing but services/proxy on the service latchkey, which `latchkey install` gives.',
  )
}
