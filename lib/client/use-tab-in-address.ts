import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'

const name = 'tab'

/**
 * Which of a page's tabs is shown. The address has it, so that it comes back with a reload and is what another sees who is sent it; it takes
 * no step of the history, so that Back leaves the page.
 */
export function useTabInAddress(tabs: readonly string[], first: string): [string, (tab: string) => void] {
  const inAddress = useSearchParams().get(name) ?? first
  const [tab, setTab] = useState(inAddress)
  useEffect(() => {
    // The router tells of an address some time after it was written: another tab may have been chosen by then.
    if ((new URLSearchParams(location.search).get(name) ?? first) === inAddress) setTab(inAddress)
  }, [inAddress, first])
  const show = useCallback(
    (next: string) => {
      setTab(next)
      const query = new URLSearchParams(location.search)
      if (next === first) query.delete(name)
      else query.set(name, next)
      history.replaceState(null, '', `${location.pathname}${query.size === 0 ? '' : `?${query}`}`)
    },
    [first],
  )
  return [tabs.includes(tab) ? tab : first, show]
}
