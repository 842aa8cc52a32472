import { describe, expect, test } from 'vitest'
import type { ServedResource } from '#domain/resource.ts'
import { checkName, findResource, findServed, toListQuery, toNamespace, toSelection } from './list-arguments.ts'

const pods: ServedResource = {
  group: '',
  version: 'v1',
  resource: 'pods',
  singular: 'pod',
  kind: 'Pod',
  namespaced: true,
  verbs: [],
  shortNames: [],
  categories: [],
  subresources: [],
}
const nodes: ServedResource = { ...pods, resource: 'nodes', kind: 'Node', namespaced: false }
const refusal = (message: string) => expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(message) })

describe('the arguments of a list', () => {
  test.each([
    { where: [{ path: '.spec.x', op: 'EQ' as const, value: 1 }] },
    { search: 'x' },
    { health: ['failing' as const] },
    { sortBy: [{ column: 'Age', descending: false }] },
  ])('live go with selectors alone, not with %j', given => {
    expect(() => toListQuery(pods, { ...given, live: true })).toThrow(refusal('live is for lists as the kube-apiserver has them'))
  })

  test('are a query with everything said', () => {
    expect(toListQuery(pods, {})).toEqual({
      resource: pods,
      namespaces: null,
      labelSelector: '',
      fieldSelector: '',
      where: [],
      search: '',
      health: [],
      sortBy: [],
      first: 100,
      after: null,
      live: false,
    })
    expect(
      toListQuery(pods, {
        namespaces: ['a', 'b', 'a'],
        where: [{ path: '.spec.x', op: 'EQ', value: 1 }],
        sortBy: [
          { field: 'CREATED', descending: true },
          { path: '.spec.x', descending: false },
          { column: 'Age', descending: false },
        ],
        first: 500,
        after: 'c',
        health: ['failing'],
      }),
    ).toMatchObject({
      namespaces: ['a', 'b'],
      sortBy: [
        { field: 'CREATED', descending: true },
        { path: '.spec.x', descending: false },
        { column: 'Age', descending: false },
      ],
      first: 500,
      after: 'c',
      live: false,
    })
    expect(toListQuery(pods, { live: true, labelSelector: 'app=a' }).live).toBe(true)
    expect(toSelection(pods, { namespace: 'a' }).namespaces).toEqual(['a'])
  })

  test.each([
    [{ first: 0 }, 'first is 1 to 500'],
    [{ first: 501 }, 'first is 1 to 500'],
    [{ namespace: 'a', namespaces: ['b'] }, 'not both'],
    [{ namespaces: [] }, 'namespaces is empty'],
    [{ namespace: '../x' }, "'../x' cannot be the name of a namespace"],
    [{ namespace: '' }, "'' cannot be the name of a namespace"],
    [{ namespaces: Array.from({ length: 101 }, (_, i) => `n${i}`) }, 'namespaces has 101 entries'],
    [{ sortBy: [{ descending: false }] }, 'exactly one of path, column and field'],
    [{ sortBy: [{ path: '.a', column: 'b', descending: false }] }, 'exactly one of path, column and field'],
    [{ sortBy: [{ path: '.a[', descending: false }] }, 'no path to a field'],
    [{ where: [{ path: '.a[x', op: 'EQ', value: 1 }] }, 'no path to a field'],
    [{ where: [{ op: 'EQ', value: 1 }] }, 'either path or column'],
    [{ where: [{ path: '.a', column: 'A', op: 'EQ', value: 1 }] }, 'either path or column'],
    [{ where: [{ column: 'A', op: 'GT' }] }, 'GT takes one value (column A)'],
    [{ where: [{ path: '.a', op: 'EQ' }] }, 'EQ takes one value'],
    [{ where: [{ path: '.a', op: 'GT', value: [1] }] }, 'GT takes one value'],
    [{ where: [{ path: '.a', op: 'IN', value: 'x' }] }, 'IN takes a list'],
    [{ where: [{ path: '.a', op: 'NOT_IN', value: [] }] }, 'NOT_IN takes a list'],
    [{ where: [{ path: '.a', op: 'CONTAINS', value: 1 }] }, 'CONTAINS takes text'],
    [{ where: [{ path: '.a', op: 'EXISTS', value: 1 }] }, 'EXISTS takes no value'],
    [{ search: 'x'.repeat(1_001) }, 'search is 1001 characters'],
    [{ where: [{ path: `.${'x'.repeat(512)}`, op: 'EXISTS' }] }, 'is 513 characters long; 512 are the most'],
    [{ where: [{ path: '.a'.repeat(33), op: 'EXISTS' }] }, 'has 33 steps; 32 are the most'],
    [{ sortBy: [{ path: '[*]'.repeat(33), descending: false }] }, 'has 33 steps; 32 are the most'],
    [
      { where: ['IN', 'NOT_IN'].map(op => ({ path: '.a', op, value: Array(501).fill(1) })) },
      'where: IN and NOT_IN together has 1002 entries; 1000 are the most',
    ],
    [{ where: [{ path: '.a', op: 'IN', value: ['x'.repeat(4_097)] }] }, 'a value is 4097 characters long; 4096 are the most'],
    [{ where: [{ path: '.a', op: 'CONTAINS', value: 'x'.repeat(4_097) }] }, 'a value is 4097 characters long'],
    [{ where: [{ path: '.a', op: 'EQ', value: { a: 'x'.repeat(4_096) } }] }, 'a value is 4104 characters long'],
    [{ labelSelector: 'a'.repeat(16_385) }, 'labelSelector is 16385 characters long; 16384 are the most'],
    [{ labelSelector: `a in (${Array(1_001).fill('b').join(',')})` }, 'labelSelector has 1001 entries; 1000 are the most'],
    [{ fieldSelector: 'a=b,'.repeat(5_000) }, 'fieldSelector is 20000 characters long'],
    [{ fieldSelector: Array(1_001).fill('a=b').join(',') }, 'fieldSelector has 1001 entries'],
  ] as const)('are refused: %j', (given, message) => {
    expect(() => toListQuery(pods, given as Parameters<typeof toListQuery>[1])).toThrow(refusal(message))
  })

  test('are taken at the most of each', () => {
    const value = Array(1_000).fill('x'.repeat(4_096))
    const where = [{ path: '.a'.repeat(32), op: 'IN' as const, value }]
    expect(toSelection(pods, { where, labelSelector: `a in (${Array(1_000).fill('b').join(',')})` }).where).toEqual(where)
  })

  test('are refused a namespace for what is in none', () => {
    expect(() => toListQuery(nodes, { namespace: 'a' })).toThrow(refusal('in no namespace such as'))
    expect(toListQuery(nodes, {}).namespaces).toBeNull()
  })
})

describe('one object', () => {
  test('is in a namespace where its kind is', () => {
    expect(toNamespace(pods, 'a')).toBe('a')
    expect(toNamespace(nodes, null)).toBe('')
    expect(() => toNamespace(pods, null)).toThrow(refusal('say in which'))
    expect(() => toNamespace(pods, 'a/b')).toThrow(refusal('cannot be the name'))
    expect(() => toNamespace(nodes, 'a')).toThrow(refusal('in no namespace'))
  })

  test('has a name that can be part of a path', () => {
    expect(checkName('system:node.x')).toBe('system:node.x')
    for (const name of ['', '.', '..', 'a/b', 'a%2fb']) expect(() => checkName(name)).toThrow(refusal('cannot be the name of an object'))
  })

  test('is of a resource that is served, of the preferred version without another', () => {
    const old = { ...pods, version: 'v1beta1' }
    expect(findResource([pods, old], { group: '', resource: 'pods' })).toBe(pods)
    expect(findResource([pods, old], { group: '', version: 'v1beta1', resource: 'pods' })).toBe(old)
    expect(() => findResource([pods], { group: 'x.test', version: 'v1', resource: 'pods' })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  test('is found where it came after the schema was made, and asked for only then', async () => {
    let asked = 0
    const old = { ...pods, version: 'v1beta1' }
    const newestResources = async () => {
      asked += 1
      return [pods, old]
    }
    expect(await findServed({ resources: [pods], newestResources }, { group: '', version: 'v1', resource: 'pods' })).toBe(pods)
    expect(asked).toBe(0)
    expect(await findServed({ resources: [pods], newestResources }, { group: '', version: 'v1beta1', resource: 'pods' })).toBe(old)
    await expect(findServed({ resources: [], newestResources }, { group: 'x.test', resource: 'pods' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
