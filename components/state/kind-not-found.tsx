import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { useText } from '#use-text'

/** A kind that the cluster does not serve (any more). */
export function KindNotFound({ name }: { name: string }) {
  const t = useText()
  return (
    <StatePage
      title={t('{name} is not served by this cluster', { name })}
      actions={
        <AppLink href="/" className="button">
          {t('See the kinds it serves')}
        </AppLink>
      }
    >
      <p>
        {t(
          'Its CustomResourceDefinition may not be installed, or was removed, or serves another version. If it was installed just now, try again in a minute.',
        )}
      </p>
    </StatePage>
  )
}
