import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { useText } from '#use-text'

export default function NotFound() {
  const t = useText()
  return (
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
  )
}
