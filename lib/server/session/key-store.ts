/** What is stored: the keyring's text (perhaps malformed: anyone with rights on the Secret may write it) and which version of it. */
export type StoredKeyring = { readonly text: string; readonly version: string }

/** Where the replicas keep their common keyring. Everything else that goes wrong throws. */
export type KeyStore = {
  /** Null where there is none. */
  read(): Promise<StoredKeyring | null>
  /** Null where one exists already: another replica was faster. */
  create(text: string): Promise<StoredKeyring | null>
  /** Writes over exactly `version`; null where that is not what is stored any more. */
  replace(text: string, version: string): Promise<StoredKeyring | null>
  /** Until the watch ends or `signal` aborts: `open` once no change can be missed any more, `change` for each (null: deleted). */
  watch(on: { open: () => void; change: (stored: StoredKeyring | null) => void }, signal: AbortSignal): Promise<void>
}
