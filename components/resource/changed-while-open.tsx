'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Callout } from '#components/ui/callout.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { comparable } from '#domain/edit-rules.ts'
import { sameValue } from '#domain/object-diff.ts'
import { useText } from '#use-text'

const WhatChanged = dynamic(() => import('./what-changed.tsx').then(({ WhatChanged }) => WhatChanged))

/** Says that an object is another than the one that was looked at first, and what became of it. Nothing while it is not. */
export function ChangedWhileOpen({ object }: { object: KubeObject }) {
  const t = useText()
  const [seen, setSeen] = useState(object)
  const [isOpen, setOpen] = useState(false)
  const isChanged = seen !== object && !sameValue(comparable(seen), comparable(object))
  const see = () => {
    setSeen(object)
    setOpen(false)
  }
  return (
    <div role="status" className={isChanged ? 'mb-3' : undefined}>
      {isChanged && (
        <Callout
          title={t('It has changed while you have it open.')}
          actions={
            <>
              <button type="button" className="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {t('What changed')}
              </button>
              <button type="button" className="button button-quiet" onClick={see}>
                {t('Mark as seen')}
              </button>
            </>
          }
        >
          {isOpen && <WhatChanged seen={seen} object={object} />}
        </Callout>
      )}
    </div>
  )
}
