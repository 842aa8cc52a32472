import type { Metadata } from 'next'
import { Suspense } from 'react'
import { askableKeys, readMatrix } from '#app/_data/access-matrix.ts'
import { judgeAccess } from '#app/_data/roles.ts'
import { requireSession } from '#app/_data/session.ts'
import { showThrown } from '#app/_data/show-failure.tsx'
import { requestText } from '#app/_data/use-text.ts'
import { AccessMatrix } from '#components/access/access-matrix.tsx'
import { AccessQuestionForm } from '#components/access/access-question-form.tsx'
import { AccessVerdict } from '#components/access/access-verdict.tsx'
import { MatrixSkeleton } from '#components/access/matrix-skeleton.tsx'
import { ViewAsForm } from '#components/access/view-as-form.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { Rich } from '#components/text/rich.tsx'
import { type AccessAsked, parseAccessQuestion } from '#domain/access-question.ts'
import { isAppError, toFailure } from '#domain/failure.ts'
import { useText } from '#use-text'

export function generateMetadata(): Metadata {
  const t = requestText()
  return { title: t('Access') }
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function AccessPage({ searchParams }: Props) {
  const t = useText()
  const { session } = requireSession()
  const query = Object.fromEntries(Object.entries(await searchParams).map(([name, value = '']) => [name, [value].flat()[0] ?? '']))
  const asked = parseAccessQuestion(query)
  try {
    const keys = await askableKeys()
    return (
      <div className="space-y-6 px-4 py-3">
        <header>
          <h1 className="text-xl font-semibold">{t('Access')}</h1>
          <p className="max-w-[90ch] text-text-2">
            <Rich
              text={t('What {user} may do here, as the cluster says now. Latchkey has no rights of its own over your objects: every request runs as you.')}
              values={{ user: <span className="font-mono">{session.identity.name}</span> }}
            />
          </p>
        </header>
        <section aria-labelledby="ask" className="space-y-3">
          <h2 id="ask" className="font-semibold">
            {t('May I…')}
          </h2>
          <AccessQuestionForm kinds={keys} asked={asked} />
          {asked && <Verdict asked={asked} />}
        </section>
        <section aria-labelledby="view-as" className="space-y-3">
          <h2 id="view-as" className="font-semibold">
            {t('View as somebody else')}
          </h2>
          <p className="max-w-[90ch] text-text-2">
            <Rich
              text={t(
                'The whole dashboard as they would see it, for who may impersonate them, as {command}. Other tabs of this browser follow when they are reloaded.',
              )}
              values={{ command: <code className="font-mono">kubectl --as</code> }}
            />
          </p>
          <ViewAsForm />
        </section>
        {/* A question is answered without waiting for it again. */}
        <Suspense key={JSON.stringify(asked)} fallback={<MatrixSkeleton />}>
          <Matrix />
        </Suspense>
      </div>
    )
  } catch (thrown) {
    return showThrown(thrown, { verb: 'list', resource: t('the kinds this cluster serves') })
  }
}

async function Verdict({ asked }: { asked: AccessAsked }) {
  const t = useText()
  try {
    return <AccessVerdict asked={asked} {...(await judgeAccess(asked.question))} />
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return <InlineFailure title={t('The cluster could not be asked')} failure={toFailure(thrown, requireSession().requestId)} />
  }
}

/** Behind the rest: into many namespaces the cluster is asked for a while. */
async function Matrix() {
  const t = useText()
  try {
    const { columns, left, rows } = await readMatrix(t)
    return (
      <>
        <AccessMatrix columns={columns} rows={rows} />
        {left > 0 && (
          <p className="text-text-2">
            {t.count(
              left,
              '{count} of your namespaces is not shown: there are too many. Those that you name come first.',
              '{count} of your namespaces are not shown: there are too many. Those that you name come first.',
            )}
          </p>
        )}
      </>
    )
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return <InlineFailure title={t('What you may do could not be read')} failure={toFailure(thrown, requireSession().requestId)} />
  }
}
