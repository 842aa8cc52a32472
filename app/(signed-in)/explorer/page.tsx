import type { Metadata } from 'next'
import { requireSession } from '#app/_data/session.ts'
import { ApiExplorer } from '#components/explorer/api-explorer.tsx'

export const metadata: Metadata = { title: 'API explorer' }

export default function ExplorerPage() {
  requireSession()
  return <ApiExplorer />
}
