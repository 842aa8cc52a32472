import type { KubeObject } from '#contract/kubernetes.ts'
import { isRecord } from '#domain/object-diff.ts'

/** Text that was not saved, and the object it began from. Lives as long as the tab. */
export type Draft = { text: string; base: KubeObject; savedAtMs: number }

export function readDraft(uid: string): Draft | null {
  return parseDraft(stored(() => sessionStorage.getItem(keyOf(uid))))
}

export function writeDraft(uid: string, draft: Draft): void {
  stored(() => sessionStorage.setItem(keyOf(uid), JSON.stringify(draft)))
}

export function dropDraft(uid: string): void {
  stored(() => sessionStorage.removeItem(keyOf(uid)))
}

/** A draft from what the storage held; null for anything else. */
export function parseDraft(value: string | null | undefined): Draft | null {
  try {
    const draft: unknown = JSON.parse(value ?? 'null')
    if (!isRecord(draft) || typeof draft['text'] !== 'string' || typeof draft['savedAtMs'] !== 'number') return null
    const base = draft['base']
    return isRecord(base) && isRecord(base['metadata']) ? (draft as Draft) : null
  } catch {
    return null
  }
}

function keyOf(uid: string): string {
  return `latchkey-draft:${uid}`
}

// Storage may be full or forbidden; the editor works without it.
function stored<T>(access: () => T): T | undefined {
  try {
    return access()
  } catch {
    return undefined
  }
}
