import { useCallback, useEffect, useState } from 'react'
import { type Draft, dropDraft, readDraft, writeDraft } from '#client/drafts.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { isSecret } from '#domain/secret-values.ts'

/** Keeps unsaved text in the tab's storage and offers what an earlier visit left there. */
export function useDraft(uid: string, dirty: boolean, text: string, base: KubeObject): { offered: Draft | null; settle: () => void; discard: () => void } {
  const [offered, setOffered] = useState<Draft | null>(null)
  useEffect(() => setOffered(readDraft(uid)), [uid])
  const keep = useCallback(() => {
    // What a Secret holds is not left in the tab.
    if (dirty && !isSecret(base)) writeDraft(uid, { text, base, savedAtMs: Date.now() })
  }, [uid, dirty, text, base])
  useEffect(keep, [keep])
  const settle = () => setOffered(null)
  const discard = () => {
    settle()
    dropDraft(uid)
    // What was written since has taken its place there.
    keep()
  }
  return { offered, settle, discard }
}
