import { describe, expect, test } from 'vitest'
import { type ApiAnswer, type AskedOperation, apiServer, events as eventStream, global } from '../testing/api-server.ts'
import { discovery } from '../testing/discovery.ts'
import { failureOf } from '../testing/throws.ts'
import { get } from './get.ts'

const pods = { command: 'get', global, output: 'table', kind: 'pods', name: null, watch: false } as const
const everywhere = { ...global, allNamespaces: true }
const ref = { group: '', version: 'v1', resource: 'pods' }
const columns = [
  { name: 'Name', priority: 0 },
  { name: 'Node', priority: 1 },
  { name: 'Age', priority: 0 },
]
const item = (key: string, ...cells: string[]) => ({ _key: key, _columns: cells.map(value => ({ value })) })
const page = (items: unknown[], endCursor: string | null = null) => ({ data: { list: { columns, items, pageInfo: { endCursor } } } })
const refused = (code: string, message: string, more: object = {}) => ({
  data: { list: null },
  errors: [{ message, path: ['list'], extensions: { code, requestId: 'r', ...more } }],
})

async function run(invocation: Parameters<typeof get>[0], answer: (asked: AskedOperation) => ApiAnswer) {
  const server = await apiServer(answer, discovery)
  await get(invocation, server.terminal)
  return { stdout: server.stdout(), stderr: server.stderr(), asked: server.asked.map(({ variables }) => variables) }
}

describe('get', () => {
  const [first, last] = [page([item('a/one', 'one', 'n1', '5m')], 'c1'), page([item('b/two', 'two', 'n2', '3d')])]
  const inPages = ({ variables }: AskedOperation) => (variables['after'] === null ? first : last)

  test('prints a table of all pages, in their order', async () => {
    const { stdout, asked } = await run({ ...pods, global: everywhere, output: 'wide' }, inPages)
    expect(stdout).toBe('NAMESPACE   NAME   NODE   AGE\na           one    n1     5m\nb           two    n2     3d\n')
    expect(asked).toEqual([null, 'c1'].map(after => ({ resource: ref, namespace: null, after })))
  })

  test('prints one object by its name', async () => {
    const object = { _key: 'shop/one', _columns: columns.map(({ name, priority }) => ({ name, wide: priority > 0, value: name })) }
    const { stdout, asked } = await run({ ...pods, name: 'one' }, () => ({ data: { object } }))
    expect([stdout, asked]).toEqual(['NAME   AGE\nName   Age\n', [{ resource: ref, namespace: 'shop', name: 'one' }]])
  })

  test('prints names as kubectl does', async () => {
    expect((await run({ ...pods, output: 'name' }, inPages)).stdout).toBe('pod/one\npod/two\n')
    expect((await run({ ...pods, kind: 'deployments', output: 'name' }, () => last)).stdout).toBe('deployment.apps/two\n')
  })

  test('prints whole objects without losing a digit', async () => {
    const raw = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"one"},"spec":{"big":9007199254740993}}'
    const list = (response: { end(text: string): void }) =>
      void response.end(`{"data":{"list":{"items":[{"_raw":${raw}},{"_raw":{"metadata":{"name":"untyped"}}}],"pageInfo":{"endCursor":null}}}}`)
    const json = (await run({ ...pods, output: 'json' }, () => list)).stdout
    expect(json).toContain('"big": 9007199254740993\n')
    expect(JSON.parse(json)).toMatchObject({ kind: 'List', items: [{}, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'untyped' } }] })
    const object = (response: { end(text: string): void }) => void response.end(`{"data":{"object":{"_raw":${raw}}}}`)
    expect((await run({ ...pods, name: 'one', output: 'yaml' }, () => object)).stdout).toBe(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: one\nspec:\n  big: 9007199254740993\n',
    )
  })

  test.each([
    [{ ...pods }, 'No resources found in shop namespace.\n'],
    [{ ...pods, global: everywhere, output: 'name' as const }, 'No resources found\n'],
    [{ ...pods, kind: 'namespaces' }, 'No resources found\n'],
  ])('says that there is nothing', async (invocation, told) => {
    const { stdout, stderr } = await run(invocation, () => page([]))
    expect([stdout, stderr]).toEqual(['', told])
  })

  test.each([
    ['table', 'FORBIDDEN', 5, 'pods is forbidden: User "jane" cannot list', 'Forbidden'],
    ['json', 'BEYOND_LATCHKEY', 5, 'Latchkey itself may not', undefined],
    ['name', 'CLUSTER_UNREACHABLE', 8, 'The kube-apiserver does not answer.', undefined],
  ] as const)('fails as the API refuses: -o %s, %s', async (output, code, exitCode, message, reason) => {
    const failure = await failureOf(() => run({ ...pods, output }, () => refused(code, message, reason ? { reason } : {})))
    expect(failure).toMatchObject({ code, exitCode, message, ...(reason ? { details: { reason } } : {}) })
  })

  test.each([
    [{ ...pods, kind: 'tokenreviews' }, 'METHOD_NOT_ALLOWED', 'the server does not allow this method on the requested resource'],
    [{ ...pods, kind: 'unicorns' }, 'NOT_FOUND', 'the server doesn\'t have a resource type "unicorns"'],
    [{ ...pods, name: 'one', global: everywhere }, 'USAGE', 'a resource cannot be retrieved by name across all namespaces'],
  ])('asks nothing where there is nothing to ask', async (invocation, code, message) => {
    let asked = 0
    const failure = await failureOf(() =>
      run(invocation, () => {
        asked += 1
        return page([])
      }),
    )
    expect(failure).toMatchObject({ code, message })
    expect(asked).toBe(0)
  })
})

describe('get --watch', () => {
  const watch = { command: 'get', global, output: 'table', kind: 'pods', name: 'a', watch: true } as const

  test('prints rows until Ctrl-C', async () => {
    const columns = [{ name: 'Name', priority: 0 }]
    const object = { metadata: { namespace: 'shop', creationTimestamp: null }, _columns: [{ value: 'a' }] }
    const batch = { type: 'SNAPSHOT', isFirst: true, isComplete: true, token: 't', columns, changes: [{ type: 'ADDED', key: 'shop/a', object }] }
    const server = await apiServer(
      () => response => {
        eventStream(
          response,
          { data: { watch: batch } },
          { data: { watch: { ...batch, type: 'DELTA', changes: [{ type: 'DELETED', key: 'shop/a', object: null }] } } },
        )
        setTimeout(server.stop, 50)
      },
      discovery,
    )
    await get(watch, server.terminal)
    expect(server.asked[0]?.variables).toEqual({
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'shop',
      fieldSelector: 'metadata.name=a',
    })
    expect(server.stdout()).toBe('NAME\na\na\n')
  })

  test('is of tables only', async () => {
    const { terminal } = await apiServer(() => ({ data: {} }), discovery)
    expect(await failureOf(() => get({ ...watch, output: 'json' }, terminal))).toMatchObject({ code: 'USAGE' })
  })
})
