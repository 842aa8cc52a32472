import type { AppError } from '../../lib/errors/app-error.ts'
import { withHint } from '../io/report-error.ts'

/** KUBECONFIG_INVALID: what is wrong, in which file or context, and what to do about it. */
export function kubeconfigError(message: string, hint: string, cause?: unknown): AppError {
  return withHint('KUBECONFIG_INVALID', message, hint, cause)
}
