import { requestedByHeader, sessionHeader } from '../../lib/contract/headers.ts'

/** Says that no form sent this request; unsafe methods need it. */
export const notAFormHeaders: Readonly<Record<string, string>> = { [requestedByHeader]: 'cli' }

export function sessionHeaders(token: string): Record<string, string> {
  return { [sessionHeader]: token, ...notAFormHeaders }
}
