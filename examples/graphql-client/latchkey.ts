/** Where a Latchkey answers, and the token of a session: `latchkey login -o json` gives one. */
export type Server = { url: string; token: string }

/** What an error of an answer tells: `code` of the closed list, and what the kube-apiserver said. */
export type GraphQLError = { message: string; path?: (string | number)[]; extensions: { code: string; requestId: string; reason?: string; details?: unknown } }
export type Answer<Data> = { data?: Data | null; errors?: GraphQLError[] }

export class OperationFailed extends Error {
  readonly errors: readonly GraphQLError[]
  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message, extensions, path }) => `${extensions.code}${path ? ` at ${path.join('.')}` : ''}: ${message}`).join('\n'))
    this.errors = errors
  }
}

/** Runs a query or a mutation. Throws OperationFailed where anything of it failed; an answer in part is not taken for a whole one. */
export async function run<Data>(server: Server, query: string, variables: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Data> {
  const response = await post(server, 'application/json', { query, variables }, signal)
  return dataOf((await response.json()) as Answer<Data>)
}

/** Follows a subscription by server-sent events, until the server completes it or `signal` aborts. */
export async function* follow<Data>(server: Server, query: string, variables: Record<string, unknown>, signal: AbortSignal): AsyncGenerator<Data> {
  const response = await post(server, 'text/event-stream', { query, variables }, signal)
  // What could not be begun is one answer, not a stream.
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    yield dataOf((await response.json()) as Answer<Data>)
    return
  }
  for await (const { event, data } of readEvents(response)) {
    if (event === 'complete') return
    if (event === 'next') yield dataOf(JSON.parse(data) as Answer<Data>)
  }
  throw new Error('the stream broke off')
}

function post(server: Server, accept: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url.replace(/\/$/, '')}/api/graphql`, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', 'x-latchkey-session': server.token },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
}

function dataOf<Data>({ data, errors = [] }: Answer<Data>): Data {
  if (errors.length > 0) throw new OperationFailed(errors)
  if (data === undefined || data === null) throw new Error('the answer holds neither data nor errors')
  return data
}

/** Events of a stream (WHATWG HTML §9.2.6), as far as this server writes them. */
async function* readEvents(response: Response): AsyncGenerator<{ event: string; data: string }> {
  if (!response.body) return
  let rest = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const valuesOf = (field: string): string[] =>
        block.split('\n').flatMap(line => (line.startsWith(`${field}:`) ? line.slice(field.length + 1).replace(/^ /, '') : []))
      yield { event: valuesOf('event')[0] ?? 'message', data: valuesOf('data').join('\n') }
    }
  }
}
