import type { KubeObject } from '#contract/kubernetes.ts'
import { readExactJson, writeExactJson } from '#domain/exact-json.ts'
import { isRecord } from '#domain/object-diff.ts'
import { dropKept, readKept, writeKept } from './kept-text.ts'

/** Text that was not saved, and the object it began from. Lives as long as the tab, for the one who wrote it. */
export type Draft = { text: string; base: KubeObject; savedAtMs: number }

export function readDraft(uid: string): Draft | null {
  return parseDraft(readKept(`edit-${uid}`))
}

export function writeDraft(uid: string, draft: Draft): void {
  writeKept(`edit-${uid}`, writeExactJson(draft))
}

export function dropDraft(uid: string): void {
  dropKept(`edit-${uid}`)
}

/** A draft from what the storage held; null for anything else. */
export function parseDraft(value: string | null): Draft | null {
  try {
    const draft = readExactJson(value ?? 'null')
    if (!isRecord(draft) || typeof draft['text'] !== 'string' || typeof draft['savedAtMs'] !== 'number') return null
    const base = draft['base']
    return isRecord(base) && isRecord(base['metadata']) ? (draft as Draft) : null
  } catch {
    return null
  }
}
