'use client'

import { X } from 'lucide-react'
import { createContext, useCallback, useContext, useEffect, useState } from 'react'
import { useText } from '#use-text'

const NotifyContext = createContext<(text: string) => void>(() => {})

/** Tells the user that something was done, on whatever page comes next. */
export function useNotify(): (text: string) => void {
  return useContext(NotifyContext)
}

const shownMs = 12_000

/** Holds the last message across pages, in a region that screen readers announce. */
export function NoticeProvider({ children }: { children: React.ReactNode }) {
  const t = useText()
  const [text, setText] = useState('')
  const notify = useCallback((next: string) => setText(next), [])
  useEffect(() => {
    if (!text) return
    const timer = setTimeout(() => setText(''), shownMs)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <NotifyContext value={notify}>
      {children}
      <div role="status" aria-label={t('Messages')} className="fixed right-4 bottom-4 z-40 max-w-[420px]">
        {text && (
          <div className="popover flex items-start gap-2 py-2 pr-1.5 pl-3">
            <p className="py-0.5 [overflow-wrap:anywhere]">{text}</p>
            <button type="button" className="button button-quiet h-6 px-1" aria-label={t('Dismiss message')} onClick={() => setText('')}>
              <X size={14} strokeWidth={1.75} aria-hidden="true" />
            </button>
          </div>
        )}
      </div>
    </NotifyContext>
  )
}
