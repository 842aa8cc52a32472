import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { AppError } from '#errors/app-error.ts'
import { requestServer } from './request.ts'
import { pageScope } from './scoped-key.ts'
import { noteSessionEnd } from './session-end.ts'

const channelName = (): string => `latchkey-view-${pageScope()}`

/** Tells the other tabs that the session acts as somebody else from now on. */
export function tellViewChanged(): void {
  const channel = new BroadcastChannel(channelName())
  channel.postMessage('changed')
  channel.close()
}

/**
 * The frame stays when another page comes into it, and with it the word of whom the session acts as. So where the browser has another session
 * by now, or views as somebody else, the page says that it has to be loaded anew.
 */
export function useSameSession(): void {
  const pathname = usePathname()
  const first = useRef(pathname)
  useEffect(() => {
    const channel = new BroadcastChannel(channelName())
    channel.addEventListener('message', () => noteSessionEnd(new AppError('SESSION_CHANGED')))
    return () => channel.close()
  }, [])
  useEffect(() => {
    if (pathname === first.current) return
    first.current = pathname
    // Its refusal is noted where it is read (request.ts); that nobody answers says nothing.
    void requestServer('/api/v1/session').catch(() => undefined)
  }, [pathname])
}
