import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useTransition } from 'react'
import { onKindsTag, sinceKindsTagMs } from './kinds-tag.ts'
import { requestServer } from './request.ts'

/** What was told so short a time ago is not asked for. */
const freshMs = 5_000

/**
 * Makes the frame anew, with the page in it, once there are other kinds than those that it was made of, which `tag` names. Answers to whatever
 * the page asks tell of that, and the pongs of its socket; who comes back to it, from the terminal where they installed something, is told at once.
 */
export function useNewKinds(tag: string): void {
  const router = useRouter()
  const [isPending, start] = useTransition()
  const hear = useEffectEvent((told: string) => {
    if (told !== tag && !isPending) start(() => router.refresh())
  })
  useEffect(() => {
    const ask = () => {
      if (document.hidden || sinceKindsTagMs() < freshMs) return
      // That nobody answers says nothing.
      void requestServer('/api/v1/session').catch(() => undefined)
    }
    const stop = onKindsTag(told => hear(told))
    addEventListener('focus', ask)
    return () => {
      stop()
      removeEventListener('focus', ask)
    }
  }, [])
}
