'use client'
import { useParams, usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'

/** What the router believes, and that this tab runs our scripts. */
export function Whereabouts() {
  const [running, setRunning] = useState(false)
  useEffect(() => setRunning(true), [])
  const search = useSearchParams().toString()
  const { id } = useParams<{ id?: string }>()
  return (
    <p data-testid="whereabouts" data-running={running}>
      {[usePathname(), search, id ?? '-'].join(' ')}
    </p>
  )
}
