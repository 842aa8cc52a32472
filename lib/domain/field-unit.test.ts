import { expect, test } from 'vitest'
import { fieldUnit } from './field-unit.ts'

test.each([
  ['timeoutSeconds', 's'],
  ['seconds', 's'],
  ['intervalMilliseconds', 'ms'],
  ['idleTimeoutMs', 'ms'],
  ['gracePeriodMinutes', 'min'],
  ['maxRequestBytes', 'B'],
  ['maxEjectionPercent', '%'],
  ['replicas', ''],
  ['items', ''],
  ['secondsToWait', ''],
])('%s is in %j', (name, unit) => {
  expect(fieldUnit(name)).toBe(unit)
})
