'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useText } from '#use-text'

const everyMs = 2_000
const times = 30

/** Makes the page anew every two seconds for a minute: for what passes by itself. */
export function LookAgain() {
  const t = useText()
  const router = useRouter()
  const [looked, setLooked] = useState(0)
  useEffect(() => {
    if (looked >= times) return
    const timer = setTimeout(() => {
      router.refresh()
      setLooked(looked + 1)
    }, everyMs)
    return () => clearTimeout(timer)
  }, [looked, router])
  return <p role="status">{looked < times ? t('This page looks again every two seconds.') : t('It has not come in a minute. The server’s log says why.')}</p>
}
