import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildGoBinary, goBinaryPath, goModuleFolder } from './go.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-test-'))
  vi.stubEnv('XDG_CACHE_HOME', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

describe('without Go on the machine', () => {
  beforeEach(() => vi.stubEnv('PATH', folder))

  it('says which step needs it and what to do, for a module', async () => {
    const error = await goModuleFolder({ module: 'example.com/m', version: 'v1.0.0' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      step: 'Getting example.com/m v1.0.0',
      reason: expect.stringContaining('`go`') as string,
      remedy: expect.stringContaining('Install Go') as string,
    })
  })

  it('says so for a binary, and leaves nothing half-made in the cache', async () => {
    const binary = { name: 'tool', folder, package: '.' }
    await expect(buildGoBinary(binary)).rejects.toThrow(/Building tool failed[\s\S]*Install Go/)
    expect(readdirSync(join(goBinaryPath(binary), '..'))).toEqual([])
  })

  it('still finds a module that it once got', async () => {
    writeFileSync(join(folder, 'module'), '')
    const cache = join(folder, 'latchkey')
    mkdirSync(cache)
    writeFileSync(join(cache, 'go-modules.json'), JSON.stringify({ 'example.com/m@v1.0.0': join(folder, 'module') }))
    expect(await goModuleFolder({ module: 'example.com/m', version: 'v1.0.0' })).toBe(join(folder, 'module'))
    await expect(goModuleFolder({ module: 'example.com/m', version: 'v1.0.1' })).rejects.toThrow(/Install Go/)
  })
})

describe('goBinaryPath', () => {
  it('changes with the sources and the pins, and with nothing else', () => {
    const binary = { name: 'tool', folder, package: '.' }
    writeFileSync(join(folder, 'main.go'), 'package main')
    const first = goBinaryPath(binary)
    writeFileSync(join(folder, 'README.md'), 'text')
    expect(goBinaryPath(binary)).toBe(first)
    writeFileSync(join(folder, 'main.go'), 'package main // changed')
    const second = goBinaryPath(binary)
    expect(second).not.toBe(first)
    writeFileSync(join(folder, 'go.sum'), 'm v1.0.0 h1:x')
    expect(goBinaryPath(binary)).not.toBe(second)
    expect(goBinaryPath({ ...binary, package: './other' })).not.toBe(goBinaryPath(binary))
  })
})
