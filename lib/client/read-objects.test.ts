import { expect, it, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { readObjects, tooMuchAtOnce } from './read-objects.ts'
import { requestKube } from './request.ts'

const resource = { group: 'a.io', version: 'v1', resource: 'things', kind: 'Thing', namespaced: true, verbs: [] } as unknown as Parameters<
  typeof readObjects
>[0]

vi.mock('./request.ts', () => ({ requestKube: vi.fn() }))

it('of many objects those that may be read come, and of the others why not', async () => {
  const refusals: Record<string, AppError> = { secret: new AppError('FORBIDDEN', 'You may not get it.'), gone: new AppError('NOT_FOUND', 'It is gone.') }
  vi.mocked(requestKube).mockImplementation(async path => {
    const name = path.split('/').at(-1) ?? ''
    if (refusals[name]) throw refusals[name]
    return new Response(`{"metadata":{"name":"${name}"},"spec":{"at":9223372036854775807}}`)
  })
  const read = await readObjects(
    resource,
    ['a', 'secret', 'gone', 'b'].map(name => ({ namespace: 's', name })),
  )
  expect(read.map(({ name, object, reason }) => [name, object?.metadata.name, reason])).toEqual([
    ['a', 'a', null],
    ['secret', undefined, 'You may not get it.'],
    ['gone', undefined, 'It is gone.'],
    ['b', 'b', null],
  ])
  expect(read[0]?.object?.['spec'], 'with all digits').toEqual({ at: 9_223_372_036_854_775_807n })
})

it('of more than is read at once the first come, and of the rest is said that they were left, without asking for them', async () => {
  const answer = (name: string) => `{"metadata":{"name":"${name}"},"data":"${'x'.repeat(1_000)}"}`
  const asked: string[] = []
  vi.mocked(requestKube).mockImplementation(async path => {
    const name = path.split('/').at(-1) ?? ''
    asked.push(name)
    return new Response(answer(name))
  })
  const rows = Array.from({ length: 100 }, (_, index) => ({ namespace: 's', name: `t-${index}` }))
  const read = await readObjects(resource, rows, 20 * answer('t-10').length)
  const saved = read.filter(({ object }) => object !== null)
  expect(saved).toHaveLength(20)
  expect(read.filter(({ reason }) => reason === tooMuchAtOnce)).toHaveLength(80)
  // Those that were on their way then.
  expect(asked.length).toBeLessThan(30)
})
