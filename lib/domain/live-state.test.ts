import { expect, it } from 'vitest'
import { liveText } from './live-state.ts'
import { createText } from './text.ts'

const clock = () => '22:30:12'
const t = createText('en', {})

it('calls a lost connection stale after half a minute, never live', () => {
  expect(liveText({ kind: 'live' }, 0, clock, t)).toBe('Live')
  expect(liveText({ kind: 'reconnecting', sinceMs: 0 }, 29_000, clock, t)).toBe('Reconnecting since 22:30:12')
  expect(liveText({ kind: 'reconnecting', sinceMs: 0 }, 30_000, clock, t)).toBe('Stale since 22:30:12')
  expect(liveText({ kind: 'stopped', sinceMs: 0, reason: 'you may not watch this' }, 0, clock, t)).toBe('Stale since 22:30:12: you may not watch this')
})
