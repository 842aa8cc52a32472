/**
 * Content-Security-Policy of every answer that is not a static file. Next reads the nonce from the request header of
 * the same name. `style-src-attr` is open because React renders style attributes (sizes of virtual rows); an attribute
 * can load nothing under the other directives. `styleHashes` are of the style sheets that pages have inline
 * (static-files.ts): React writes those without the nonce, which it knows for scripts alone.
 */
export function contentPolicy(nonce: string, styleHashes: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    ["style-src 'self'", `'nonce-${nonce}'`, ...styleHashes].join(' '),
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers that every answer carries, whatever route made it. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Policy of static files. Pages are bound by their own, but a worker by that of its script's answer: it may load more scripts and connect to nothing. */
export const staticFilePolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
