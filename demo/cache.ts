import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { binaryCacheDir } from '../cluster/state-paths.ts'

/** Where the demo keeps what it may always make again: `${XDG_CACHE_HOME:-~/.cache}/latchkey`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return dirname(binaryCacheDir(env))
}

const remembered = z.record(z.string(), z.string())

/** What a file remembers, key to path; nothing when there is no such file or it is not one of ours. */
export function readRemembered(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  try {
    return remembered.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

/** Writes a file in one go: a reader sees the old or the new content, never half of it. */
export function writeWhole(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const half = `${file}.${process.pid}`
  writeFileSync(half, content)
  renameSync(half, file)
}
