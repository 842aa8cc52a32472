import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { binaryCacheDir } from '../cluster/state-paths.ts'
import { cacheFolder, readRemembered, writeWhole } from './cache.ts'
import { DemoFailure } from './failure.ts'
import { type RunOptions, run } from './run.ts'
import { logToStderr } from './steps.ts'

const goMissing = 'Install Go 1.24 or newer (https://go.dev/dl/) so that `go` is on the PATH, and run the same command again.'

/** Runs the go command; a machine without Go gets told so instead of ENOENT. */
async function go(step: string, args: readonly string[], options: RunOptions): Promise<string> {
  try {
    return await run('go', args, options)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
      throw new DemoFailure(step, 'the `go` command is not on the PATH of this machine.', goMissing, { cause: thrown })
    }
    throw thrown
  }
}

export type GoModule = { module: string; version: string }

const downloadSchema = z.object({ Dir: z.string().optional(), Error: z.string().optional() })

/**
 * The folder of a published Go module, downloaded (and checked against the checksum database) the first time.
 * The path is remembered, so that later runs need neither the network nor Go.
 */
export async function goModuleFolder({ module, version }: GoModule, signal?: AbortSignal): Promise<string> {
  const step = `Getting ${module} ${version}`
  const file = join(cacheFolder(), 'go-modules.json')
  const key = `${module}@${version}`
  const known = readRemembered(file)[key]
  if (known !== undefined && existsSync(known)) return known
  // Outside any module: no go.mod is read or touched.
  mkdirSync(cacheFolder(), { recursive: true })
  const options = { cwd: cacheFolder(), env: { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'on', GOWORK: 'off' }, ...(signal && { signal }) }
  const network = 'Check the network and the Go module proxy (`go env GOPROXY`), and run the same command again.'
  const answer = await go(step, ['mod', 'download', '-json', key], options).catch(thrown => {
    if (thrown instanceof DemoFailure) throw thrown
    throw new DemoFailure(step, thrown instanceof Error ? thrown.message : String(thrown), network, { cause: thrown })
  })
  const { Dir: folder, Error: reason } = downloadSchema.parse(JSON.parse(answer))
  if (folder === undefined) throw new DemoFailure(step, reason ?? 'go mod download named no folder.', network)
  writeWhole(file, JSON.stringify({ ...readRemembered(file), [key]: folder }, undefined, 2))
  return folder
}

/** A static binary built from a Go module folder of ours. */
export type GoBinary = { name: string; folder: string; package: string }

/** The cached path of a binary: it changes with the sources and pins of its module folder. */
export function goBinaryPath(binary: GoBinary): string {
  const hash = createHash('sha256').update(binary.package)
  for (const name of readdirSync(binary.folder).sort()) {
    const path = join(binary.folder, name)
    if (/\.(go|mod|sum)$/.test(name) && statSync(path).isFile()) hash.update(`\0${name}\0`).update(readFileSync(path))
  }
  return join(binaryCacheDir(), hash.digest('hex').slice(0, 16), binary.name)
}

/** Builds a binary unless the cache holds it; returns its path. */
export async function buildGoBinary(binary: GoBinary, signal?: AbortSignal): Promise<string> {
  const path = goBinaryPath(binary)
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  logToStderr(`  Building ${binary.name} with Go; done once on this machine, minutes if it is the first…`)
  const half = `${path}.${process.pid}`
  const env = { ...process.env, CGO_ENABLED: '0', GOOS: 'linux', GOWORK: 'off' }
  const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', half, binary.package]
  await go(`Building ${binary.name}`, args, { cwd: binary.folder, env, ...(signal && { signal }) })
  renameSync(half, path)
  return path
}
