import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../kube/status.ts'

const cachedSessionSchema = z.object({ token: z.string().min(1), expiresAt: z.string() })
export type CachedSession = z.infer<typeof cachedSessionSchema>

/** A session that ends sooner than this is as good as ended: the command itself takes a while. */
const marginMs = 60_000

/** The session token of one cluster and identity, on disk between commands. */
export type SessionCache = {
  /** Null where there is none, or it ends within a minute, or the file is not ours to understand. */
  read(): CachedSession | null
  write(session: CachedSession): void
  clear(): void
}

/**
 * `${XDG_STATE_HOME:-~/.local/state}/latchkey/sessions/<hash>.json`, readable by its owner alone, replaced in one step.
 * Whatever changes cluster, user, credential or impersonation changes the hash, so no identity finds another's session.
 */
export function createSessionCache(
  env: Readonly<Record<string, string | undefined>>,
  fingerprint: readonly unknown[],
  now: () => number = Date.now,
): SessionCache {
  const stateHome = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state')
  const folder = join(stateHome, 'latchkey', 'sessions')
  const hash = createHash('sha256').update(JSON.stringify(fingerprint)).digest('hex').slice(0, 32)
  const file = join(folder, `${hash}.json`)
  return {
    read() {
      const parsed = cachedSessionSchema.safeParse(readJson(file))
      if (!parsed.success) return null
      const endsAtMs = Date.parse(parsed.data.expiresAt)
      return endsAtMs - now() > marginMs ? parsed.data : null
    },
    write(session) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const next = `${file}.${process.pid}.tmp`
      writeFileSync(next, JSON.stringify(session), { mode: 0o600 })
      renameSync(next, file)
    },
    clear: () => rmSync(file, { force: true }),
  }
}

function readJson(file: string): unknown {
  try {
    return parseJson(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
