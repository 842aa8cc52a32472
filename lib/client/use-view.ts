import { useState } from 'react'
import type { ViewRequest } from '#contract/view.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { withBase } from './base.ts'
import { requestServer } from './request.ts'
import { tellViewChanged } from './use-same-session.ts'

/** Has the session act as somebody else, or as its user again. Each leads to a whole new page: nothing of one may stay in the other. */
export function useView(): { pending: boolean; failure: Failure | null; begin: (view: ViewRequest) => Promise<void>; end: () => Promise<void> } {
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const send = async (method: 'POST' | 'DELETE', body: ViewRequest | undefined, go: () => void): Promise<void> => {
    setPending(true)
    setFailure(null)
    try {
      await requestServer('/api/v1/view', { method, body })
      tellViewChanged()
      go()
    } catch (thrown) {
      setFailure(toFailure(thrown))
      setPending(false)
    }
  }
  return {
    pending,
    failure,
    begin: view => send('POST', view, () => location.assign(withBase('/'))),
    end: () => send('DELETE', undefined, () => location.reload()),
  }
}
