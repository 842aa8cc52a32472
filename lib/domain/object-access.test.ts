import { expect, it } from 'vitest'
import type { Capability } from '#contract/operations/object.ts'
import { toObjectAccess } from './object-access.ts'
import { createText } from './text.ts'

const capability = (verb: string, reason = '', subresource: string | null = null): Capability => ({
  verb,
  subresource,
  allowed: reason === '',
  reason,
  code: reason === '' ? null : 'FORBIDDEN',
})

const accessOf = (capabilities: Capability[], resource = { group: 'apps', resource: 'deployments' }) =>
  toObjectAccess(capabilities, resource, createText('en', {}))

it('edits by update, else by patch, else says why not', () => {
  const [update, patch, remove] = [capability('update'), capability('patch'), capability('delete')]
  expect(accessOf([update, patch, remove])).toMatchObject({ edit: { by: 'update', reason: null }, delete: { reason: null } })
  expect(accessOf([capability('update', 'u'), patch, capability('delete', 'd')])).toMatchObject({
    edit: { by: 'patch', reason: null },
    delete: { reason: 'd' },
  })
  expect(accessOf([capability('update', 'u'), capability('patch', 'p'), remove]).edit).toEqual({ by: null, reason: 'u' })
})
it('takes what is said of a subresource for nothing of the object', () => {
  expect(accessOf([capability('update', 'u'), capability('patch', 'p'), capability('update', '', 'status')]).edit).toEqual({ by: null, reason: 'u' })
})
it('takes what is not served for a no, with a reason', () => {
  const access = accessOf([])
  expect(access.edit).toEqual({ by: null, reason: expect.stringContaining('does not serve update') })
  expect(access.delete.reason).toContain('does not serve delete')
})
it('has actions of a kind only where there is such a thing to do', () => {
  expect(accessOf([])).toMatchObject({ scale: null, restart: null, cordon: null })
  const workload = [capability('patch', '', 'scale'), capability('restart', 'no patch')]
  expect(accessOf(workload)).toMatchObject({ scale: { reason: null }, restart: { reason: 'no patch' }, cordon: null })
  expect(accessOf([capability('patch', 'no patch')], { group: '', resource: 'nodes' }).cordon).toEqual({ reason: 'no patch' })
})
