import type { Metadata } from 'next'
import { requireSession } from '#app/_data/session.ts'
import { requestText } from '#app/_data/use-text.ts'
import { ApiExplorer } from '#components/explorer/api-explorer.tsx'

export function generateMetadata(): Metadata {
  const t = requestText()
  return { title: t('API explorer') }
}

export default function ExplorerPage() {
  requireSession()
  return <ApiExplorer />
}
