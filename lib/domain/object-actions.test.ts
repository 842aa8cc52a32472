import { expect, test } from 'vitest'
import { objectActions } from './object-actions.ts'

const verbs = ['get', 'list', 'update', 'patch', 'delete']
const texts = (group: string, kind: string, subresources: string[], served = verbs) =>
  objectActions({ group, kind, subresources, verbs: served }).map(({ verb, subresource }) => (subresource ? `${verb} ${subresource}` : verb))

test('what is served can be done: verbs, subresources, and restart of workloads', () => {
  expect(texts('apps', 'Deployment', ['scale', 'status', 'other'])).toEqual([
    ...['get', 'update', 'patch', 'delete'],
    ...['update scale', 'patch scale', 'update status', 'patch status'],
    'restart',
  ])
  expect(texts('example.dev', 'Deployment', [])).toEqual(['get', 'update', 'patch', 'delete'])
  expect(texts('', 'Binding', [], ['create'])).toEqual([])
})
