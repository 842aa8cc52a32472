import type { Metadata } from 'next'
import { Suspense } from 'react'
import { searchObjects } from '#app/_data/search.ts'
import { requireSession } from '#app/_data/session.ts'
import { requestText } from '#app/_data/use-text.ts'
import { FoundObjects, FoundSkeleton } from '#components/resource/found-objects.tsx'
import { SearchBox } from '#components/shell/search-box.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { isAppError, toFailure } from '#domain/failure.ts'
import { useText } from '#use-text'

type Props = { searchParams: Promise<{ q?: string | string[] }> }

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const t = requestText()
  const text = textOf(await searchParams)
  return { title: text === '' ? t('Search') : `${text} · ${t('Search')}` }
}

export default async function SearchPage({ searchParams }: Props) {
  const t = useText()
  requireSession()
  const text = textOf(await searchParams)
  return (
    <div className="px-4 py-3">
      <h1 className="mb-2 text-xl font-semibold">{t('Search')}</h1>
      <div className="mb-4 max-w-[480px]">
        <SearchBox />
      </div>
      {text === '' ? (
        <p className="text-text-2">
          {t(
            'Words in the field above find objects of every kind that you may list, but events and Secrets: by name, namespace, label, annotation or printed cell. After a kind they find those of that kind alone: vs reviews, secret/tls.',
          )}
        </p>
      ) : (
        <Suspense key={text} fallback={<FoundSkeleton text={text} />}>
          <Results text={text} />
        </Suspense>
      )}
    </div>
  )
}

function textOf({ q }: Awaited<Props['searchParams']>): string {
  return ([q ?? []].flat()[0] ?? '').trim()
}

async function Results({ text }: { text: string }) {
  const t = useText()
  try {
    return <FoundObjects text={text} {...(await searchObjects(text))} />
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return <InlineFailure title={t('“{text}” could not be searched for', { text })} failure={toFailure(thrown, requireSession().requestId)} />
  }
}
