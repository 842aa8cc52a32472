import { describe, expect, it } from 'vitest'
import { addCounts, playwrightCounts, vitestCounts } from './test-counts.ts'

describe('the closing line of npm test', () => {
  it('counts a test file that cannot be loaded as failed', () => {
    expect(vitestCounts({ numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 1 })).toEqual({ passed: 3, failed: 1 })
  })

  it('counts flaky tests and errors outside of tests as failed', () => {
    expect(playwrightCounts({ stats: { expected: 5, unexpected: 1, flaky: 1 }, errors: [{}] })).toEqual({ passed: 5, failed: 3 })
  })

  it('refuses a report that it does not understand', () => {
    expect(() => vitestCounts({})).toThrow()
    expect(() => playwrightCounts({ stats: {} })).toThrow()
  })

  it('adds', () => {
    expect(addCounts({ passed: 1, failed: 2 }, { passed: 3, failed: 4 })).toEqual({ passed: 4, failed: 6 })
  })
})
