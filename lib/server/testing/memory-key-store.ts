import type { KeyStore, StoredKeyring } from '../session/key-store.ts'

/** A key store for tests: the same promises as the Secret, shared by as many "replicas" as are given it. */
export type MemoryKeyStore = KeyStore & { write(text: string | null): void; stored(): StoredKeyring | null }

export function createMemoryKeyStore(): MemoryKeyStore {
  let stored: StoredKeyring | null = null
  let version = 0
  const watchers = new Set<(stored: StoredKeyring | null) => void>()
  const write = (text: string | null): StoredKeyring | null => {
    version += 1
    stored = text === null ? null : { text, version: String(version) }
    for (const watcher of watchers) watcher(stored)
    return stored
  }
  return {
    write,
    stored: () => stored,
    read: async () => stored,
    create: async text => (stored ? null : write(text)),
    replace: async (text, expected) => (stored?.version === expected ? write(text) : null),
    watch: (on, signal) =>
      new Promise(resolve => {
        watchers.add(on.change)
        on.open()
        signal.addEventListener('abort', () => {
          watchers.delete(on.change)
          resolve()
        })
      }),
  }
}
