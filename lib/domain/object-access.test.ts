import { expect, it } from 'vitest'
import type { Capability } from '#contract/operations/object.ts'
import { toObjectAccess } from './object-access.ts'

const capability = (verb: string, reason = '', subresource: string | null = null): Capability => ({
  verb,
  subresource,
  allowed: reason === '',
  reason,
  code: reason === '' ? null : 'FORBIDDEN',
})

it('edits by update, else by patch, else says why not', () => {
  const [update, patch, remove] = [capability('update'), capability('patch'), capability('delete')]
  expect(toObjectAccess([update, patch, remove])).toEqual({ edit: { by: 'update', reason: null }, delete: { reason: null } })
  expect(toObjectAccess([capability('update', 'u'), patch, capability('delete', 'd')])).toEqual({
    edit: { by: 'patch', reason: null },
    delete: { reason: 'd' },
  })
  expect(toObjectAccess([capability('update', 'u'), capability('patch', 'p'), remove]).edit).toEqual({ by: null, reason: 'u' })
})
it('takes what is said of a subresource for nothing of the object', () => {
  expect(toObjectAccess([capability('update', 'u'), capability('patch', 'p'), capability('update', '', 'status')]).edit).toEqual({ by: null, reason: 'u' })
})
it('takes what is not served for a no, with a reason', () => {
  const access = toObjectAccess([])
  expect(access.edit).toEqual({ by: null, reason: expect.stringContaining('does not serve update') })
  expect(access.delete.reason).toContain('does not serve delete')
})
