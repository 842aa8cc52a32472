import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withStateLock } from './state-lock.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-lock-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it('lets one command in at a time', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise(resolve => setImmediate(resolve))
    inside -= 1
  }
  await Promise.all([withStateLock(dir, work), withStateLock(dir, work), withStateLock(dir, work)])
  expect(most).toBe(1)
  expect(readdirSync(dir)).toEqual([])
})

it('gives the lock back when the work fails', async () => {
  await expect(withStateLock(dir, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(join(dir, 'lock'))).toBe(false)
})

it('takes over the lock of a command that was killed', async () => {
  const { pid } = spawnSync('true')
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid, startTimeTicks: '1', bootId: 'x', token: 'dead' }))
  expect(await withStateLock(dir, async () => 'in')).toBe('in')
})

it('takes over a lock file that holds no owner', async () => {
  writeFileSync(join(dir, 'lock'), '')
  expect(await withStateLock(dir, async () => 'in')).toBe('in')
})

it('does not take the lock of a live command', async () => {
  await withStateLock(dir, async () => {
    await expect(withStateLock(dir, async () => 'in', 0)).rejects.toThrow(/Another cluster command holds/)
  })
})
