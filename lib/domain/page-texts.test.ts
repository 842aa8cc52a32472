import { expect, it } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { fromKubeStatus } from '#errors/status.ts'
import { accessWords, heldWords } from './access-words.ts'
import { readEvents } from './event-list.ts'
import { isAppError, toFailure } from './failure.ts'
import { createText } from './text.ts'
import { exactTime, kubectlAge, relativeTime } from './time-text.ts'

const t = createText('en', {})

it('accessWords says what verbs let one do', () => {
  expect(accessWords(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'], t)).toBe('view, create, edit, delete')
  expect(accessWords(['get'], t)).toBe('view')
  expect(accessWords(['patch'], t)).toBe('edit')
  expect(accessWords([], t)).toBe('nothing')
  expect(accessWords(['watch', 'deletecollection'], t)).toBe('nothing')
})

it('heldWords says also what is done by subresources, each by the verbs that pages send', () => {
  const pods = { group: '', resource: 'pods', subresources: ['attach', 'exec', 'log', 'scale', 'status'] }
  expect(heldWords(pods, { pods: ['list'], 'pods/log': ['get'], 'pods/exec': ['create', 'get'] }, t)).toBe('view, logs, exec')
  for (const one of ['create', 'get']) expect(heldWords(pods, { 'pods/log': ['get'], 'pods/exec': [one] }, t), 'exec takes both').toBe('logs')
  const deployments = { group: 'apps', resource: 'deployments', subresources: ['scale', 'status'] }
  expect(heldWords(deployments, { 'deployments.apps': ['get'], 'deployments.apps/scale': ['get', 'patch'] }, t)).toBe('view, scale')
  expect(heldWords(deployments, { 'deployments.apps/scale': ['get'] }, t), 'read alone it is not scaled').toBe('')
  expect(heldWords({ ...deployments, subresources: [] }, { 'deployments.apps/scale': ['patch'] }, t), 'not served').toBe('')
  expect(heldWords({ group: 'vm.io', resource: 'pods', subresources: ['log'] }, { 'pods.vm.io/log': ['get'] }, t), 'of no Pod').toBe('')
})

it('relativeTime reads both ways', () => {
  expect(relativeTime(0, 2000, t)).toBe('now')
  expect(relativeTime(0, 300_000, t)).toBe('5 min ago')
  expect(relativeTime(3 * 3_600_000, 0, t)).toBe('in 3 h')
  expect(relativeTime(0, 3 * 86_400_000, t)).toBe('3 d ago')
})

it('exactTime is the same everywhere and does not throw on no time', () => {
  expect(exactTime(Date.UTC(2026, 10, 23, 22, 30, 12), t)).toBe('2026-11-23 22:30:12 UTC')
  expect(exactTime(Number.NaN, t)).toBe('unknown time')
})

it('kubectlAge writes ages as kubectl does', () => {
  const [m, h, d] = [60, 3600, 86_400]
  expect([0, 119, 2 * m, 330, 9 * m + 59, 10 * m, 3 * h - 1, 3 * h + 12 * m, 9 * h, 47 * h, 2 * d, 6 * d + 4 * h, 9 * d, 800 * d].map(kubectlAge)).toEqual([
    '0s',
    '119s',
    '2m',
    '5m30s',
    '9m59s',
    '10m',
    '179m',
    '3h12m',
    '9h',
    '47h',
    '2d',
    '6d4h',
    '9d',
    '2y70d',
  ])
  expect(kubectlAge(-5)).toBe('0s')
})

it('readEvents puts the newest first and adds up the same one', () => {
  const events = readEvents([
    { type: 'Normal', reason: 'Issued', message: 'm', count: 2, lastTimestamp: '2026-01-01T00:00:00Z' },
    { type: 'Warning', reason: 'Failed', message: 'n', eventTime: '2026-01-03T00:00:00.000001Z', reportingComponent: 'c' },
    { type: 'Normal', reason: 'Issued', message: 'm', count: 3, lastTimestamp: '2026-01-02T00:00:00Z' },
    'not an event',
  ])
  expect(events.map(e => [e.reason, e.count, e.source])).toEqual([
    ['Failed', 1, 'c'],
    ['Issued', 5, ''],
    ['', 1, ''],
  ])
})

it('toFailure carries the causes of a Status and the request id, and hides what is unknown', () => {
  const invalid = fromKubeStatus(422, { reason: 'Invalid', message: 'bad', details: { causes: [{ field: 'spec.n', message: 'must be positive' }, 'x'] } })
  expect(toFailure(invalid)).toMatchObject({ code: 'INVALID', message: 'bad', causes: ['spec.n: must be positive'] })
  expect(toFailure(new AppError('GONE', undefined, { details: { requestId: 'r1' } })).requestId).toBe('r1')
  expect(toFailure(new TypeError('secret')).message).not.toContain('secret')
})

it('isAppError knows an AppError made by another copy of the class, and nothing that only looks like an error', () => {
  class AppError extends Error {
    override name = 'AppError'
    code = 'NOT_FOUND'
  }
  expect(isAppError(new AppError('gone'))).toBe(true)
  expect(toFailure(new AppError('gone'))).toMatchObject({ code: 'NOT_FOUND', message: 'gone' })
  expect(isAppError(Object.assign(new AppError('x'), { code: 'NO_SUCH_CODE' }))).toBe(false)
  expect([new Error('x'), { name: 'AppError', code: 'NOT_FOUND' }, null, 'x'].some(isAppError)).toBe(false)
})
