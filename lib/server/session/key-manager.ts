import type { Logger } from 'pino'
import { AppError } from '#errors/app-error.ts'
import type { KeyStore, StoredKeyring } from './key-store.ts'
import { formatKeyring, type Keyring, type MasterKey, needsRotation, newKeyring, parseKeyring, rotated } from './keyring.ts'

export type KeyManager = {
  /** The key that signs now. Throws NOT_READY until a keyring was read. */
  signingKey(): MasterKey
  /** Every key that is still good, newest first. Throws NOT_READY until a keyring was read. */
  verifyingKeys(): readonly MasterKey[]
  /** A key that is still good, by its id; asks the store once where it is unknown (another replica may have rotated). */
  verifyingKey(kid: string): Promise<MasterKey | null>
  /** Reads the store, and heals it: creates what is missing, replaces what is malformed, rotates what is old. */
  load(): Promise<void>
  isLoaded(): boolean
  /** Follows the store until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** An unknown kid may ask the store this often; forged tokens must not turn into load on the kube-apiserver. */
const forcedReloadMs = 2_000
/** Rotation and healing also come round without an event. */
const reloadMs = 10 * 60_000

export function createKeyManager(store: KeyStore, logger: Logger, now: () => number): KeyManager {
  let keyring: Keyring | null = null
  let loading: Promise<void> | null = null
  let forcedAtMs = Number.NEGATIVE_INFINITY

  const take = (text: string): boolean => {
    const parsed = parseKeyring(text, now())
    if (parsed) keyring = parsed
    return parsed !== null
  }

  async function heal(): Promise<void> {
    // Each round either ends or has lost a race against another replica, whose result the next round reads.
    for (let round = 0; round < 10; round += 1) {
      const stored = await store.read()
      if ((await settle(stored)) !== null) return
    }
    throw new AppError('NOT_READY', 'The keyring is being written by others without end. Look at the Secret latchkey-keyring.')
  }

  async function settle(stored: StoredKeyring | null): Promise<StoredKeyring | null> {
    if (!stored) {
      // Deleting the Secret is how an admin ends all sessions, so the keys in memory are not written back.
      const created = await store.create(formatKeyring(newKeyring(now())))
      if (created && take(created.text)) logger.info({ event: 'keyring-created' }, 'made a new keyring')
      return created
    }
    if (!take(stored.text)) {
      logger.error({ event: 'keyring-malformed' }, 'the keyring is malformed or has no key that is still good; replacing it, all sessions end')
      const replaced = await store.replace(formatKeyring(newKeyring(now())), stored.version)
      if (replaced) take(replaced.text)
      return replaced
    }
    if (keyring && needsRotation(keyring, now())) {
      const replaced = await store.replace(formatKeyring(rotated(keyring, now())), stored.version)
      if (replaced && take(replaced.text)) logger.info({ event: 'keyring-rotated' }, 'a new key signs from now on')
      return replaced
    }
    return stored
  }

  function load(): Promise<void> {
    loading ??= heal().finally(() => {
      loading = null
    })
    return loading
  }

  const find = (kid: string): MasterKey | null => keyring?.find(key => key.kid === kid && key.notAfterMs > now()) ?? null

  return {
    load,
    isLoaded: () => keyring !== null,
    signingKey() {
      if (!keyring) throw new AppError('NOT_READY')
      return keyring[0]
    },
    verifyingKeys() {
      if (!keyring) throw new AppError('NOT_READY')
      return keyring.filter(({ notAfterMs }) => notAfterMs > now())
    },
    async verifyingKey(kid) {
      const known = find(kid)
      if (known) return known
      if (now() - forcedAtMs >= forcedReloadMs) {
        forcedAtMs = now()
        await load().catch(error => logger.warn({ event: 'keyring-unread', err: error }, 'the keyring could not be read'))
      } else if (loading) await loading.catch(() => undefined)
      if (!keyring) throw new AppError('NOT_READY')
      return find(kid)
    },
    async run(signal) {
      const reload = async (): Promise<void> => {
        // One that is under way may have read before the change.
        await loading?.catch(() => undefined)
        await load().catch(error => logger.warn({ event: 'keyring-unread', err: error }, 'the keyring could not be read'))
      }
      const timer = setInterval(() => void reload(), reloadMs).unref()
      signal.addEventListener('abort', () => clearInterval(timer))
      while (!signal.aborted) {
        // What an open watch, a deletion and a bad write need is the same: a load.
        await store
          .watch({ open: () => void reload(), change: stored => void ((stored && take(stored.text)) || reload()) }, signal)
          .catch(error => signal.aborted || logger.warn({ event: 'keyring-unwatched', err: error }, 'the keyring is not watched'))
        if (!keyring && !signal.aborted) await reload()
        await pause(1_000 + Math.random() * 2_000, signal)
      }
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
}
