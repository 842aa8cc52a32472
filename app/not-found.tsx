import { shownView } from '#app/_data/shown-view.ts'
import { SignedInMeta } from '#app/_data/signed-in-meta.tsx'
import { AppLink } from '#components/shell/app-link.tsx'
import { ViewBanner } from '#components/shell/view-banner.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { requestContext } from '#server/request-context.ts'
import { useText } from '#use-text'

export default function NotFound() {
  const t = useText()
  const { session } = requestContext().sessionResult
  const view = session && shownView(session, t)
  return (
    <>
      {view && (
        <>
          <SignedInMeta />
          <ViewBanner view={view} />
        </>
      )}
      <main>
        <StatePage
          title={t('There is no such page')}
          actions={
            <AppLink href="/" className="button">
              {t('Home')}
            </AppLink>
          }
        >
          <p>{t('Nothing is served at this address. It may have been mistyped, or come from another version of Latchkey.')}</p>
        </StatePage>
      </main>
    </>
  )
}
