import { afterEach, beforeEach, expect, it } from 'vitest'
import { createText } from './text.ts'
import { bothTimes, localStamp, localTime } from './time-text.ts'

const zone = process.env['TZ']
const t = createText('en', {})
beforeEach(() => {
  process.env['TZ'] = 'Asia/Kolkata'
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

it('tells the time of the reader with the name of their zone, and beside it UTC', () => {
  const atMs = Date.parse('2026-11-23T22:30:12Z')
  expect(localTime(atMs, t)).toMatch(/^2026-11-24 04:00:12 \(Asia\/(?:Kolkata|Calcutta)\)$/)
  expect(bothTimes(atMs, t).split('\n')).toEqual([localTime(atMs, t), '2026-11-23 22:30:12 UTC'])
  expect([localTime(Number.NaN, t), bothTimes(Number.NaN, t)]).toEqual(['unknown time', 'unknown time'])
})

it('tells when a line was written to the millisecond', () => {
  expect(localStamp('2026-11-23T22:30:12.045678901Z')).toBe('2026-11-24 04:00:12.045')
  expect(localStamp('of no time')).toBe('of no time')
})
