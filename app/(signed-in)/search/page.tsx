import type { Metadata } from 'next'
import { Suspense } from 'react'
import { searchObjects } from '#app/_data/search.ts'
import { requireSession } from '#app/_data/session.ts'
import { FoundObjects } from '#components/resource/found-objects.tsx'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { isAppError, toFailure } from '#domain/failure.ts'

export const metadata: Metadata = { title: 'Search' }

type Props = { searchParams: Promise<{ q?: string | string[] }> }

export default async function SearchPage({ searchParams }: Props) {
  requireSession()
  const { q } = await searchParams
  const text = ([q ?? []].flat()[0] ?? '').trim()
  return (
    <div className="px-4 py-3">
      <h1 className="mb-2 text-xl font-semibold">Search</h1>
      {text === '' ? (
        <p className="text-text-2">Words in the field above find objects of every custom kind that you may list: by name, namespace, label or printed cell.</p>
      ) : (
        <Suspense key={text} fallback={<p role="status">Searching every kind for “{text}”…</p>}>
          <Results text={text} />
        </Suspense>
      )}
    </div>
  )
}

async function Results({ text }: { text: string }) {
  try {
    return <FoundObjects text={text} {...(await searchObjects(text))} />
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    return <InlineFailure title={`“${text}” could not be searched for`} failure={toFailure(thrown, requireSession().requestId)} />
  }
}
