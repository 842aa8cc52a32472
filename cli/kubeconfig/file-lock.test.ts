import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder.ts'
import { failureOf } from '../testing/throws.ts'
import { withFileLock } from './file-lock.ts'

test('one at a time, in any number of processes', async () => {
  const file = `${tempFolder()}/config`
  let inside = 0
  const most: number[] = []
  const work = async () => {
    inside += 1
    most.push(inside)
    await new Promise(resolve => setImmediate(resolve))
    inside -= 1
  }
  await Promise.all([withFileLock(file, work), withFileLock(file, work), withFileLock(file, work)])
  expect([most, existsSync(`${file}.lock`)]).toEqual([[1, 1, 1], false])
})

test('a lock that stays is told by its name, and left to its owner', async () => {
  const file = `${tempFolder({ 'config.lock': '' })}/config`
  const error = await failureOf(() => withFileLock(file, async () => {}, 0))
  expect([error.code, error.message]).toEqual(['KUBECONFIG_INVALID', `The kubeconfig ${file} is being changed by someone else (${file}.lock exists).`])
  expect(existsSync(`${file}.lock`)).toBe(true)
})

test('work that fails gives the lock back, and a folder that takes none is told before any work', async () => {
  const folder = tempFolder()
  const failing = withFileLock(`${folder}/config`, async () => {
    throw new Error('mine')
  })
  await expect(failing).rejects.toThrow('mine')
  expect(existsSync(`${folder}/config.lock`)).toBe(false)
  writeFileSync(`${folder}/file`, '')
  const error = await failureOf(() => withFileLock(`${folder}/file/config`, () => Promise.reject(new Error('done'))))
  expect(error.message).toContain('file/config.lock cannot be made (ENOTDIR)')
  rmSync(`${folder}/file`)
})
