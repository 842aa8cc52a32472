const listeners = new Set<(tag: string) => void>()
let toldAtMs = Date.now()

/** Takes what an answer of the server says of the kinds that there are (contract/headers.ts), where it does. */
export function noteKindsTag(tag: unknown): void {
  if (typeof tag !== 'string' || tag === '') return
  toldAtMs = Date.now()
  for (const listener of listeners) listener(tag)
}

/** Told the tag each time that an answer has it. Returns how to stop. */
export function onKindsTag(listener: (tag: string) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Milliseconds since an answer had it, or the page was loaded. */
export function sinceKindsTagMs(): number {
  return Date.now() - toldAtMs
}
