'use client'

import { useEffect } from 'react'
import { withBase } from '#client/base.ts'
import { rememberInBrowser } from '#client/cookies.ts'

/** Keeps the namespaces that came in the address (`latchkey dashboard` sends the kubeconfig's) and takes them out of it. */
export function NamespaceSeed({ namespaces }: { namespaces: string[] }) {
  const text = namespaces.join(',')
  useEffect(() => {
    rememberInBrowser(text.split(','))
    // A whole new page: the rail and the top bar depend on it too.
    location.replace(withBase('/'))
  }, [text])
  return null
}
