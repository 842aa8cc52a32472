import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { identify, isRunning } from './process-identity.ts'

describe.runIf(process.platform === 'linux')('process identity', () => {
  it('recognises the process it recorded', () => {
    const self = identify(process.pid)
    expect(self).toBeDefined()
    expect(self !== undefined && isRunning(self)).toBe(true)
  })

  it('takes a recycled pid for another process', () => {
    const self = identify(process.pid)
    if (self === undefined) throw new Error('no identity')
    expect(isRunning({ ...self, startTimeTicks: String(Number(self.startTimeTicks) - 1) })).toBe(false)
    expect(isRunning({ ...self, bootId: 'an-earlier-boot' })).toBe(false)
  })

  it('knows when the recorded process has ended', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'], argv0: 'name with ) and spaces' })
    await once(child, 'spawn')
    const identity = identify(child.pid ?? 0)
    if (identity === undefined) throw new Error('no identity')
    expect(isRunning(identity)).toBe(true)
    child.stdin.end()
    await once(child, 'exit')
    expect(isRunning(identity)).toBe(false)
  })

  it('has none for a pid nobody has', () => {
    expect(identify(0)).toBeUndefined()
  })
})
