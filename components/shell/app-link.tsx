'use client'

import Link, { useLinkStatus } from 'next/link'
import type { ComponentProps } from 'react'

/** A link inside the app by its plain path. Nothing is fetched ahead: every page is made for the moment and costs the cluster a request. */
export function AppLink({ children, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link {...props} prefetch={false}>
      {children}
      <LinkPending />
    </Link>
  )
}

function LinkPending() {
  const { pending } = useLinkStatus()
  return pending ? <span className="fixed inset-x-0 top-0 z-50 h-0.5 bg-accent" aria-hidden="true" /> : null
}
