import { expect, test } from 'vitest'
import { timeBars } from './time-bars.ts'

test('bars count times by span, what is a little ahead as now, and leave out what is older, much later or no time', () => {
  const nowMs = Date.parse('2026-11-29T11:00:00Z')
  expect(
    timeBars(
      ['2026-11-29T10:59:59Z', '2026-11-29T11:00:20Z', '2026-11-29T10:50:01Z', '2026-11-29T10:49:00Z', '2026-11-29T09:00:00Z', '', '2026-11-29T12:00:00Z'].map(
        (time, index) => ({ time, count: index === 0 ? 7 : 1 }),
      ),
      nowMs,
      600_000,
      3,
    ),
  ).toEqual([0, 1, 9])
})
