import type { Impersonation } from '../kubeconfig/select.ts'

/** Impersonate-* headers as client-go sends them: one line per group, keys of extra percent-encoded where a header name needs it. */
export function impersonationHeaders(impersonation: Impersonation): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'impersonate-user': headerValue(impersonation.name) }
  if (impersonation.uid !== '') headers['impersonate-uid'] = headerValue(impersonation.uid)
  if (impersonation.groups.length > 0) headers['impersonate-group'] = impersonation.groups.map(headerValue)
  for (const [key, values] of Object.entries(impersonation.extra)) headers[`impersonate-extra-${headerKey(key)}`] = values.map(headerValue)
  return headers
}

function headerKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map(byte => {
      const char = String.fromCharCode(byte)
      return /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

/** Headers are written byte by byte, so UTF-8 goes out as its bytes. */
export function headerValue(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}
