import type { IncomingMessage } from 'node:http'

/** Host and scheme as the browser sees them: the first value of X-Forwarded-Host / -Proto (the tunnel and ingresses set them), else Host and http. */
export function forwardedOrigin(request: IncomingMessage): { host: string; isHttps: boolean } {
  return {
    host: first(request.headers['x-forwarded-host']) || (request.headers.host ?? ''),
    isHttps: first(request.headers['x-forwarded-proto']).toLowerCase() === 'https',
  }
}

/** Port that the browser talks to, 0 where the host makes no sense. */
export function forwardedPort(request: IncomingMessage): number {
  const { host, isHttps } = forwardedOrigin(request)
  const port = /^(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(host)
  if (!port) return 0
  return port[1] === undefined ? (isHttps ? 443 : 80) : Number(port[1])
}

function first(value: string | string[] | undefined): string {
  const whole = Array.isArray(value) ? value[0] : value
  return (whole ?? '').split(',', 1)[0]?.trim() ?? ''
}
