import { expect, it, test } from 'vitest'
import { guessedDoubt, guessedMeaning } from './condition-guess.ts'

it.each([
  ['ConfigValid', 'good'],
  ['InfrastructureReady', 'good'],
  ['LastBackupSucceeded', 'good'],
  ['example.dev/SourceVerified', 'good'],
  ['NamesAccepted', 'good'],
  ['BackupFailed', 'bad'],
  ['cilium.io/PoolConflict', 'bad'],
  ['CatalogSourcesUnhealthy', 'bad'],
  ['IOPressure', 'bad'],
  ['MissingAuthSecret', 'bad'],
  ['NotReady', 'bad'],
  // May be either, or by wish.
  ['Active', null],
  ['Paused', null],
  ['LiveMigratable', null],
  ['DisruptionAllowed', null],
  ['UpdateAvailable', null],
  ['NoConflict', null],
  ['NotYetInstalled', null],
  ['Whatever', null],
  ['', null],
  ['é', null],
])('%s is %s when True', (type, meaning) => {
  expect(guessedMeaning(type)).toBe(meaning)
})

test('a doubt needs a reason, and what is so by wish is none', () => {
  const doubt = (status: string, reason?: string, more: object = {}) => guessedDoubt({ type: 'ConfigValid', status, ...(reason ? { reason } : {}), ...more })
  expect(doubt('False', 'ParseError')).toBe('warning')
  expect(doubt('False', 'WaitingForSecret')).toBe('progressing')
  expect(doubt('False')).toBe(null)
  expect(doubt('True', 'ParseError')).toBe(null)
  expect(doubt('Unknown', 'ParseError')).toBe(null)
  expect(doubt('False', 'ValidationDisabled')).toBe(null)
  expect(doubt('False', 'ParseError', { severity: 'Info' })).toBe(null)
  expect(guessedDoubt({ type: 'BackupFailed', status: 'True' })).toBe('warning')
  expect(guessedDoubt({ type: 'BackupFailed', status: 'False', reason: 'Fine' })).toBe(null)
})
