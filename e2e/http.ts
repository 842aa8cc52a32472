import { request } from 'undici'

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/** A raw request: no cookie jar, no redirects, headers exactly as given. */
export async function send(url: string, options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<Answer> {
  const { statusCode, headers, body } = await request(url, {
    method: (options.method ?? 'GET') as 'GET',
    headers: options.headers ?? {},
    body: options.body ?? null,
  })
  return { status: statusCode, headers, text: await body.text() }
}

/** The `code` of our error shape. */
export function errorCode(answer: Answer): string {
  const parsed: unknown = JSON.parse(answer.text)
  return (parsed as { error?: { code?: string } }).error?.code ?? ''
}

/** name=value pairs that a Set-Cookie answer sets, as a Cookie header. */
export function cookiesOf(answer: Answer): string {
  return [answer.headers['set-cookie'] ?? []]
    .flat()
    .map(line => line.split(';', 1)[0] ?? '')
    .filter(pair => !pair.endsWith('='))
    .join('; ')
}
