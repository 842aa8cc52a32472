import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeImageArchive } from './image-archive.ts'

const work = mkdtempSync(join(tmpdir(), 'latchkey-image-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const rootDir = join(work, 'root')
const deep = join(rootDir, 'app', 'n'.repeat(90), 'm'.repeat(90), 'o'.repeat(90))
mkdirSync(deep, { recursive: true })
writeFileSync(join(deep, 'deep.js'), 'deep')
writeFileSync(join(rootDir, 'app', 'secretive'), 'x', { mode: 0o600 })
writeFileSync(join(rootDir, 'app', 'run.sh'), '#!/bin/sh\n')
chmodSync(join(rootDir, 'app', 'run.sh'), 0o700)
symlinkSync('run.sh', join(rootDir, 'app', 'link'))

const config = { entrypoint: ['/app/run.sh', 'serve'], env: ['NODE_ENV=production'], user: '65532:65532', workingDir: '/app' }
const archive = async (name: string) => {
  const out = join(work, name)
  await writeImageArchive({ ref: 'latchkey.dev/server:1', rootDir, config, out })
  return out
}
const tar = (...args: string[]) => spawnSync('tar', args, { maxBuffer: 1 << 26 })

it('holds the manifest, the configuration and one layer whose digest the configuration names', async () => {
  const out = await archive('a.tar')
  expect(tar('tf', out).stdout.toString().trim().split('\n')).toEqual(['config.json', 'layer.tar', 'manifest.json'])
  const member = (name: string) => tar('xOf', out, name).stdout
  expect(JSON.parse(member('manifest.json').toString())).toEqual([{ Config: 'config.json', RepoTags: ['latchkey.dev/server:1'], Layers: ['layer.tar'] }])
  const image = JSON.parse(member('config.json').toString())
  expect(image).toMatchObject({
    os: 'linux',
    config: { Entrypoint: ['/app/run.sh', 'serve'], Env: ['NODE_ENV=production'], User: '65532:65532', WorkingDir: '/app' },
  })
  const digest = spawnSync('sha256sum', { input: member('layer.tar') })
    .stdout.toString()
    .slice(0, 64)
  expect(image.rootfs).toEqual({ type: 'layers', diff_ids: [`sha256:${digest}`] })
})

it('keeps long paths and links, and lets the unprivileged user read everything', async () => {
  const out = await archive('b.tar')
  writeFileSync(join(work, 'layer.tar'), tar('xOf', out, 'layer.tar').stdout)
  const listing = tar('tvf', join(work, 'layer.tar'), '--numeric-owner').stdout.toString()
  expect(listing).toContain(`/${'o'.repeat(90)}/deep.js`)
  expect(listing).toMatch(/^lrwxr-xr-x 0\/0 .* 1970-01-01 .*\.\/app\/link -> run\.sh$/m)
  expect(listing).toMatch(/^-rw-r--r-- 0\/0 .*\.\/app\/secretive$/m)
  expect(listing).toMatch(/^-rwxr-xr-x 0\/0 .*\.\/app\/run\.sh$/m)
})

it('gives the same bytes for the same tree, whatever its times', async () => {
  const first = readFileSync(await archive('c.tar'))
  utimesSync(join(rootDir, 'app', 'run.sh'), 1, 1)
  expect(readFileSync(await archive('d.tar')).equals(first)).toBe(true)
})

it('leaves no half archive behind when the root folder is missing', async () => {
  const out = join(work, 'e.tar')
  await expect(writeImageArchive({ ref: 'x:1', rootDir: join(work, 'absent'), config, out })).rejects.toThrow(/absent/)
  expect(spawnSync('ls', ['-A', work]).stdout.toString()).not.toMatch(/e\.tar|\.image-/)
})
