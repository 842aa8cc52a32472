import type { Metadata } from 'next'
import { SessionOver } from '#components/state/session-over.tsx'
import { errorTable, isErrorCode } from '#errors/codes.ts'

export const metadata: Metadata = { title: 'Signed out' }

export default async function SignedOutPage({ searchParams }: { searchParams: Promise<{ reason?: string | string[] }> }) {
  const { reason } = await searchParams
  // UNAUTHENTICATED is what anyone has who opens the address without having signed in.
  const known = isErrorCode(reason) && reason !== 'UNAUTHENTICATED'
  return (
    <main>
      {known ? (
        <SessionOver title="You are not signed in" reason={errorTable[reason].text} />
      ) : reason === undefined ? (
        <SessionOver title="You have signed out" reason="This browser holds no session any more." />
      ) : (
        <SessionOver title="You are not signed in" reason="Latchkey has no login form: it takes the identity that your kubeconfig gives you." />
      )}
    </main>
  )
}
