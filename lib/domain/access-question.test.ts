import { expect, test } from 'vitest'
import { accessPath, parseAccessQuestion, refusedQuestion } from './access-question.ts'

test.each([
  [{ verb: 'delete', group: 'networking.istio.io', resource: 'virtualservices', namespace: 'shop', name: 'x' }],
  [{ verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: 'shop' }],
  [{ verb: 'update', group: 'apps', resource: 'deployments', subresource: 'scale' }],
  [{ verb: 'list', group: '', resource: 'nodes' }],
])('%o has an address that asks it', question => {
  const query = Object.fromEntries(new URLSearchParams(accessPath(question).split('?')[1]))
  expect(parseAccessQuestion(query)?.question).toEqual(question)
})

test.each([
  {},
  { verb: 'get' },
  { verb: 'get', resource: '../x' },
  { verb: 'GET it', resource: 'pods' },
  { verb: 'get', resource: 'pods', namespace: 'n'.repeat(64) },
])('%o asks nothing', query => {
  expect(parseAccessQuestion(query)).toBeNull()
})

test('what a page could not do can be asked, but for what is no resource', () => {
  const attempt = { verb: 'list', resource: 'things.example.dev' }
  expect(refusedQuestion({ ...attempt, namespace: 'a, b' })).toEqual({ verb: 'list', group: 'example.dev', resource: 'things', namespace: 'a' })
  expect(refusedQuestion({ ...attempt, verb: 'get', namespace: undefined, name: 'x' })).toEqual({
    verb: 'get',
    group: 'example.dev',
    resource: 'things',
    name: 'x',
  })
  expect(refusedQuestion({ verb: 'list', resource: 'the kinds this cluster serves' })).toBeNull()
})
