import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { answerStatus } from '#app/_data/answer-status.ts'
import { requestText } from '#app/_data/use-text.ts'
import { Brand } from '#components/shell/brand.tsx'
import { SignIn } from '#components/sign-in/sign-in.tsx'
import { FailureState } from '#components/state/failure-state.tsx'
import { isUnreachableFailure, toFailure } from '#domain/failure.ts'
import { returnPath } from '#domain/return-path.ts'
import type { Text } from '#domain/text.ts'
import { errorTable, isErrorCode } from '#errors/codes.ts'
import { requestContext } from '#server/request-context.ts'
import { useText } from '#use-text'

export function generateMetadata(): Metadata {
  return { title: requestText()('Sign in') }
}

type Query = { reason?: string | string[]; to?: string | string[] }

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const t = useText()
  const { reason, to: asked } = await searchParams
  const to = returnPath(typeof asked === 'string' ? asked : null)
  const { sessionResult, services, isSharedOrigin, requestId } = requestContext()
  // Without a refusal to tell, someone who is signed in has no business here.
  const isPlain = reason === undefined || reason === 'UNAUTHENTICATED'
  if (sessionResult.session && isPlain) redirect(to)
  // They may well be signed in: nobody is sent for another session because the cluster does not answer.
  const unknown = sessionResult.error && isUnreachableFailure(sessionResult.error.code) ? toFailure(sessionResult.error, requestId) : null
  if (unknown) answerStatus(errorTable[unknown.code].status)
  const site = (await headers()).get('sec-fetch-site')
  return (
    <>
      <header className="flex h-11 items-center gap-2 border-b border-line bg-sunken px-4 font-semibold">
        <Brand />
        <span className="ml-auto text-sm font-normal text-text-2">
          {t('Cluster')} <span className="font-mono">{services.clusterId}</span>
        </span>
      </header>
      <main>
        {unknown ? (
          <FailureState failure={unknown} attempt={{ verb: 'read', resource: 'session' }} />
        ) : (
          <SignIn
            {...words(reason, t)}
            to={to}
            origin={!isSharedOrigin ? 'own' : services.allowSharedOrigin ? 'shared' : 'refused'}
            // A link from another site arrives without our SameSite=Strict cookie; a request of this page has it.
            askAgain={isPlain && (site === 'cross-site' || site === 'same-site')}
          />
        )}
      </main>
    </>
  )
}

function words(reason: Query['reason'], t: Text): { title: string; text: string } {
  if (reason === 'SIGNED_OUT') return { title: t('You have signed out'), text: t('This browser holds no session any more.') }
  if (isErrorCode(reason) && reason !== 'UNAUTHENTICATED') return { title: t('You are not signed in'), text: t.said(errorTable[reason].text) }
  return { title: t('Sign in'), text: t('Latchkey asks for no password: it takes the identity that your kubeconfig gives you.') }
}
