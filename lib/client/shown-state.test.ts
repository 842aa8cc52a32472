import { expect, it } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { shownState } from './shown-state.ts'

it('what was read stays where it cannot be read again, unless it may be seen no longer', () => {
  const read = { data: 1, error: null, dataUpdatedAt: 7 }
  expect(shownState(read)).toEqual({ failure: null, sinceMs: null })
  expect(shownState({ ...read, error: new AppError('TIMEOUT') })).toEqual({ failure: null, sinceMs: 7 })
  expect(shownState({ ...read, error: new AppError('FORBIDDEN') })).toMatchObject({ failure: { code: 'FORBIDDEN' }, sinceMs: null })
  expect(shownState({ ...read, data: undefined, error: new AppError('TIMEOUT') })).toMatchObject({ failure: { code: 'TIMEOUT' }, sinceMs: null })
})
