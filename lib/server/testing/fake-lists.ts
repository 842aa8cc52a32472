import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { KubeObject } from '#contract/kubernetes.ts'
import { matchesLabels, parseLabelSelector } from '#domain/label-selector.ts'
import type { ServedResource } from '#domain/resource.ts'
import { startLoopbackKube } from './loopback-kube.ts'

export const widgets: ServedResource = {
  group: 'example.com',
  version: 'v1',
  resource: 'widgets',
  singular: 'widget',
  kind: 'Widget',
  namespaced: true,
  verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  shortNames: [],
  categories: [],
  subresources: [],
}

type Event = { resourceVersion: number; type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubeObject }
type Watch = { response: ServerResponse; namespace: string | null; selector: string; only: string | null; user: string; hasColumns: boolean }
export type FakeLists = Awaited<ReturnType<typeof startFakeLists>>

const columns = [
  { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
  { name: 'Size', type: 'integer', format: '', description: '', priority: 0 },
  { name: 'Age', type: 'date', format: '', description: '', priority: 0 },
]

/** Lists, watches and access reviews of one kind, as the kube-apiserver answers them, over a real connection. */
export async function startFakeLists() {
  const kube = await startLoopbackKube()
  const objects = new Map<string, KubeObject>()
  const watches = new Set<Watch>()
  let events: Event[] = []
  let resourceVersion = 1_000
  let compacted = 0
  const fake = {
    kube,
    objects,
    watches,
    /** Every request, by what it was: `list`, `watch`, `watch-list`, `get`, `review`; `unanswered` while it is down. */
    seen: [] as Array<{ what: string; user: string; url: string }>,
    /** Who may: asked for requests and reviews alike. */
    mayDo: (_user: string, _verb: string, _namespace: string | null, _name: string | null): boolean => true,
    /** Whether lists are streamed at the beginning of a watch: it may be refused, or taken no notice of. */
    watchList: 'yes' as 'yes' | 'refused' | 'ignored',
    /** How long the lists and watches of a namespace wait for their answer, milliseconds. */
    delayMs: (_namespace: string | null): number => 0,
    /** The kind is there. */
    isServed: true,
    isDown: false,
    count: (what: string, user?: string) => fake.seen.filter(each => each.what === what && (user === undefined || each.user === user)).length,
    resourceVersion: () => String(resourceVersion),
    put(namespace: string, name: string, more: Record<string, unknown> = {}, labels: Record<string, string> = {}): KubeObject {
      const key = `${namespace}/${name}`
      const old = objects.get(key)
      resourceVersion += 1
      const metadata = { name, namespace, uid: old?.metadata.uid ?? `uid-${resourceVersion}`, creationTimestamp: '2026-01-01T00:00:00Z', labels }
      const object: KubeObject = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { ...metadata, resourceVersion: String(resourceVersion) }, ...more }
      objects.set(key, object)
      emit({ resourceVersion, type: old ? 'MODIFIED' : 'ADDED', object })
      return object
    },
    remove(namespace: string, name: string): void {
      const old = objects.get(`${namespace}/${name}`)
      if (!old) return
      objects.delete(`${namespace}/${name}`)
      resourceVersion += 1
      emit({ resourceVersion, type: 'DELETED', object: { ...old, metadata: { ...old.metadata, resourceVersion: String(resourceVersion) } } })
    },
    bookmark(): void {
      for (const watch of watches) writeBookmark(watch, {})
    },
    /** Writes anything into all watches. */
    inject(text: string): void {
      for (const { response } of watches) response.write(text)
    },
    /** Ends the connections of all watches, as a network does. */
    cut(): void {
      for (const { response } of watches) response.destroy()
    },
    /** What was before is known no more: watches from there are answered 410. */
    compact(): void {
      compacted = resourceVersion
      events = []
    },
    close: () => kube.close(),
  }

  function emit(event: Event): void {
    events.push(event)
    for (const watch of watches) writeEvent(watch, event)
  }
  function tableOf(rows: unknown[], withColumns: boolean, metadata: object): object {
    return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: withColumns ? columns : null, rows }
  }
  function rowOf(object: KubeObject): object {
    return { cells: [object.metadata.name, (object['spec'] as { size?: number } | undefined)?.size ?? null, '5m'], object }
  }
  function writeEvent(watch: Watch, { type, object }: Event): void {
    if (!isIn(watch, object)) return
    watch.response.write(
      `${JSON.stringify({ type, object: tableOf([rowOf(object)], !watch.hasColumns, { resourceVersion: object.metadata.resourceVersion }) })}\n`,
    )
    watch.hasColumns = true
  }
  function writeBookmark(watch: Watch, annotations: Record<string, string>): void {
    const metadata = { resourceVersion: String(resourceVersion), annotations }
    watch.response.write(
      `${JSON.stringify({ type: 'BOOKMARK', object: tableOf([{ cells: [''], object: { kind: 'Widget', metadata } }], !watch.hasColumns, {}) })}\n`,
    )
    watch.hasColumns = true
  }
  function isIn({ namespace, selector, only }: Pick<Watch, 'namespace' | 'selector' | 'only'>, { metadata }: KubeObject): boolean {
    if (only !== null && metadata.name !== only) return false
    return (namespace === null || metadata.namespace === namespace) && matchesLabels(parseLabelSelector(selector), metadata.labels ?? {})
  }
  function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', status: 'Failure', reason, message, code }))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://kube')
    const user = String(request.headers['impersonate-user'] ?? '')
    const see = (what: string, who = user): void => void fake.seen.push({ what, user: who, url: request.url ?? '' })
    if (fake.isDown) {
      see('unanswered')
      return void request.socket.destroy()
    }
    if (request.method === 'POST') {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      const { spec } = JSON.parse(text)
      see('review', spec.user)
      const { verb, namespace = null, name = null } = spec.resourceAttributes
      return void response.end(JSON.stringify({ status: { allowed: fake.mayDo(spec.user, verb, namespace, name) } }))
    }
    const [, namespace = null, name] = /^\/apis\/example\.com\/v1(?:\/namespaces\/([^/]+))?\/(?:widgets|secrets)(?:\/([^/]+))?$/.exec(url.pathname) ?? []
    const query = url.searchParams
    const verb = query.get('watch') === '1' ? 'watch' : name ? 'get' : 'list'
    const isStreamed = query.get('sendInitialEvents') === 'true'
    see(isStreamed ? 'watch-list' : verb)
    if (fake.delayMs(namespace) > 0) await delay(fake.delayMs(namespace))
    if (!fake.isServed) return refuse(response, 404, 'NotFound', 'the server could not find the requested resource')
    const only = /^metadata\.name=([\w.-]+)$/.exec(query.get('fieldSelector') ?? '')?.[1] ?? null
    if (!fake.mayDo(user, verb, namespace, name ?? only))
      return refuse(response, 403, 'Forbidden', `widgets is forbidden: User "${user}" cannot ${verb} in "${namespace ?? ''}"`)
    if (name) {
      const object = objects.get(`${namespace}/${name}`)
      if (!object) return refuse(response, 404, 'NotFound', `widgets "${name}" not found`)
      return void response.end(JSON.stringify(tableOf([rowOf(object)], true, {})))
    }
    const scope = { namespace, selector: query.get('labelSelector') ?? '', only }
    const here = [...objects.values()].filter(object => isIn(scope, object)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    if (verb === 'watch') return watch({ ...scope, user, response, hasColumns: false }, query, here)
    const token = query.get('continue')
    const from = token ? JSON.parse(token) : { after: '', resourceVersion }
    if (token && Number(from.resourceVersion) < compacted) return refuse(response, 410, 'Expired', 'The provided continue parameter is too old')
    const behind = here.filter(object => keyOf(object) > from.after)
    const page = behind.slice(0, Number(query.get('limit') ?? behind.length))
    const left = behind.length - page.length
    const last = page.at(-1)
    const rest = left > 0 && last ? { continue: JSON.stringify({ after: keyOf(last), resourceVersion: from.resourceVersion }) } : {}
    const remaining = left > 0 && scope.selector === '' ? { remainingItemCount: left } : {}
    response.end(JSON.stringify(tableOf(page.map(rowOf), true, { resourceVersion: String(from.resourceVersion), ...rest, ...remaining })))
  }

  function watch(asked: Watch, query: URLSearchParams, here: readonly KubeObject[]): void {
    const { response } = asked
    const isStreamed = query.get('sendInitialEvents') === 'true'
    if (isStreamed && fake.watchList === 'refused') {
      refuse(response, 422, 'Invalid', 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled')
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    const from = Number(query.get('resourceVersion') ?? 0)
    if (!isStreamed && from < compacted) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } })}\n`)
      return
    }
    if (isStreamed) for (const object of here) writeEvent(asked, { resourceVersion, type: 'ADDED', object })
    else for (const event of events) if (event.resourceVersion > from) writeEvent(asked, event)
    if (isStreamed) writeBookmark(asked, fake.watchList === 'yes' ? { 'k8s.io/initial-events-end': 'true' } : {})
    watches.add(asked)
    response.once('close', () => watches.delete(asked))
  }

  kube.server.on('request', (request, response) => void answer(request, response))
  return fake
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`
}
