import { describe, expect, test } from 'vitest'
import { apiServer, global } from '../testing/api-server.ts'
import { discovery } from '../testing/discovery.ts'
import { failureOf } from '../testing/throws.ts'
import { events } from './events.ts'
import { search } from './search.ts'
import { tree } from './tree.ts'

const health = (level: string, word: string) => ({ level, word, detail: `${word} it is.` })

describe('tree', () => {
  const node = (depth: number, owner: string, kind: string, name: string, uid: string, level = 'OK') => ({
    depth,
    owner,
    health: health(level, level === 'OK' ? 'Ready' : 'Not ready'),
    reference: { group: '', kind, namespace: 'shop', name, uid },
  })
  const nodes = [
    node(1, 'd', 'ReplicaSet', 'web-1', 'r1'),
    node(1, 'd', 'ReplicaSet', 'web-2', 'r2'),
    node(2, 'r1', 'Pod', 'web-1-a', 'p1', 'FAILING'),
    node(2, 'r1', 'Pod', 'web-1-b', 'p2'),
    node(2, 'r2', 'Pod', 'web-2-a', 'p3'),
  ]
  const notSearched = ['a', 'b'].map(resource => ({ group: 'x.io', resource, code: 'FORBIDDEN', reason: `jane may not list ${resource}` }))
  const object = {
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', uid: 'd' },
    _health: health('PROGRESSING', 'Progressing'),
    _owned: { nodes, notSearched, complete: false },
  }

  test('draws what an object owns, and says what it could not look through', async () => {
    const { terminal, stdout, stderr, asked } = await apiServer(() => ({ data: { object } }), discovery)
    await tree({ command: 'tree', global, output: 'text', kind: 'deployment', name: 'web' }, terminal)
    expect(asked[0]?.variables).toEqual({ resource: { group: 'apps', version: 'v1', resource: 'deployments' }, namespace: 'shop', name: 'web' })
    expect(stdout()).toBe(
      [
        'NAMESPACE   NAME                 HEALTH        STATUS        DETAIL',
        'shop        Deployment/web       progressing   Progressing   Progressing it is.',
        'shop        ├─ReplicaSet/web-1   ok            Ready         ',
        'shop        │ ├─Pod/web-1-a      failing       Not ready     Not ready it is.',
        'shop        │ └─Pod/web-1-b      ok            Ready         ',
        'shop        └─ReplicaSet/web-2   ok            Ready         ',
        'shop          └─Pod/web-2-a      ok            Ready         ',
        '',
      ].join('\n'),
    )
    expect(stderr()).toBe('There is more than is shown here.\nNot looked through: a.x.io, b.x.io: you may not list them there.\n')
  })

  test('fails as the kube-apiserver refuses', async () => {
    const errors = [{ message: 'pods "x" not found', path: ['object'], extensions: { code: 'NOT_FOUND', requestId: 'r', reason: 'NotFound' } }]
    const { terminal, stdout } = await apiServer(() => ({ data: { object: null }, errors }), discovery)
    const failure = await failureOf(() => tree({ command: 'tree', global, output: 'text', kind: 'pod', name: 'x' }, terminal))
    expect(failure).toMatchObject({ code: 'NOT_FOUND', exitCode: 6, message: 'pods "x" not found', details: { reason: 'NotFound' } })
    expect(stdout()).toBe('')
  })
})

describe('events', () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000 - 500).toISOString()
  const event = (name: string, more: object) => ({
    _raw: { metadata: { namespace: 'shop' }, type: 'Normal', reason: 'Pulled', message: ` of ${name}\n`, involvedObject: { kind: 'Pod', name }, ...more },
  })
  const page = (items: unknown[], endCursor: string | null) => ({ data: { list: { items, pageInfo: { endCursor } } } })

  test('are printed as kubectl prints them, the newest last, page after page', async () => {
    const first = page(
      [
        event('b', { count: 3, firstTimestamp: ago(600), lastTimestamp: ago(30) }),
        event('c', { series: { count: 2, lastObservedTime: ago(10) }, eventTime: ago(90) }),
      ],
      'c1',
    )
    const last = page([event('a', { count: 1, firstTimestamp: ago(60), lastTimestamp: ago(60) })], null)
    const { terminal, stdout, asked } = await apiServer(({ variables }) => (variables['after'] === null ? first : last), discovery)
    await events({ command: 'events', global, output: 'text', kind: null, name: null }, terminal)
    expect(asked.map(({ variables }) => variables)).toEqual([null, 'c1'].map(after => ({ namespace: 'shop', fieldSelector: '', after })))
    expect(stdout()).toBe(
      [
        'LAST SEEN           TYPE     REASON   OBJECT   MESSAGE',
        '60s                 Normal   Pulled   Pod/a    of a',
        '30s (x3 over 10m)   Normal   Pulled   Pod/b    of b',
        '10s (x2 over 90s)   Normal   Pulled   Pod/c    of c',
        '',
      ].join('\n'),
    )
  })

  test.each([
    [{ kind: 'pod', name: 'a' }, { namespace: 'shop', fieldSelector: 'involvedObject.kind=Pod,involvedObject.name=a' }, 'No events found in shop namespace.\n'],
    [
      { kind: 'namespace', name: 'a' },
      { namespace: 'default', fieldSelector: 'involvedObject.kind=Namespace,involvedObject.name=a' },
      'No events found in default namespace.\n',
    ],
  ])('of one object are asked for by it: %j', async (of, variables, told) => {
    const { terminal, stdout, stderr, asked } = await apiServer(() => page([], null), discovery)
    await events({ command: 'events', global, output: 'text', ...of }, terminal)
    expect(asked[0]?.variables).toEqual({ ...variables, after: null })
    expect([stdout(), stderr()]).toEqual(['', told])
  })

  test('of everywhere have their namespace first', async () => {
    const { terminal, stdout } = await apiServer(() => page([event('a', {})], null))
    await events({ command: 'events', global: { ...global, allNamespaces: true }, output: 'text', kind: null, name: null }, terminal)
    expect(stdout()).toBe('NAMESPACE   LAST SEEN   TYPE     REASON   OBJECT   MESSAGE\nshop        <unknown>   Normal   Pulled   Pod/a    of a\n')
  })
})

describe('search', () => {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'shop' },
    _health: { level: 'OK', word: 'Ready' },
  }
  const found = { items: [{ object, matched: ['name', 'label app'] }], total: 3, notSearched: [], complete: true }

  test('prints the best first and how many more there are', async () => {
    const { terminal, stdout, stderr, asked } = await apiServer(() => ({ data: { search: found } }))
    await search({ command: 'search', global: { ...global, allNamespaces: true }, output: 'text', text: 'rev' }, terminal)
    expect(asked[0]?.variables).toEqual({ text: 'rev', namespaces: null })
    expect(stdout()).toBe(
      'NAMESPACE   NAME                                         HEALTH   STATUS   FOUND IN\nshop        virtualservice.networking.istio.io/reviews   ok       Ready    name, label app\n',
    )
    expect(stderr()).toBe('2 more were found.\n')
  })

  test('looks in the namespace of the context, and says that nothing is there', async () => {
    const { terminal, stdout, stderr, asked } = await apiServer(() => ({ data: { search: { ...found, items: [], total: 0 } } }))
    await search({ command: 'search', global, output: 'text', text: 'rev' }, terminal)
    expect(asked[0]?.variables).toEqual({ text: 'rev', namespaces: ['shop'] })
    expect([stdout(), stderr()]).toEqual(['', 'Nothing found in shop namespace; -A looks everywhere.\n'])
  })

  test('does not take an answer of another version for one', async () => {
    const { terminal } = await apiServer(() => ({ data: { search: { items: 'many' } } }))
    expect(await failureOf(() => search({ command: 'search', global, output: 'text', text: 'rev' }, terminal))).toMatchObject({ code: 'NOT_READY' })
  })
})
