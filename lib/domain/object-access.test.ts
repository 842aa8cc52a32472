import { expect, it } from 'vitest'
import { objectAccessQuestions, toObjectAccess } from './object-access.ts'

const yes = { allowed: true, reason: '' }
const no = (reason: string) => ({ allowed: false, reason })

it('asks for the very object, without a namespace where it has none', () => {
  expect(objectAccessQuestions({ group: 'a.io', resource: 'things', name: 'x' })).toEqual(
    ['update', 'patch', 'delete'].map(verb => ({ verb, group: 'a.io', resource: 'things', name: 'x' })),
  )
  expect(objectAccessQuestions({ group: '', resource: 'pods', name: 'x', namespace: 'shop' })[0]).toMatchObject({ namespace: 'shop' })
})
it('edits by update, else by patch, else says why not', () => {
  expect(toObjectAccess([yes, yes, yes])).toEqual({ edit: { by: 'update', reason: null }, delete: { reason: null } })
  expect(toObjectAccess([no('u'), yes, no('d')])).toEqual({ edit: { by: 'patch', reason: null }, delete: { reason: 'd' } })
  expect(toObjectAccess([no('u'), no('p'), yes]).edit).toEqual({ by: null, reason: 'u' })
})
it('takes no answer for a no, with a reason', () => {
  const access = toObjectAccess([])
  expect(access.edit.by).toBeNull()
  expect(access.edit.reason).toBeTruthy()
  expect(access.delete.reason).toBeTruthy()
})
