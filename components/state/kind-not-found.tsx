import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'

/** A kind that the cluster does not serve (any more). */
export function KindNotFound({ name }: { name: string }) {
  return (
    <StatePage
      title={`${name} is not served by this cluster`}
      actions={
        <AppLink href="/" className="button">
          See the kinds it serves
        </AppLink>
      }
    >
      <p>Its CustomResourceDefinition may not be installed, or was removed, or serves another version. If it was installed just now, try again in a minute.</p>
    </StatePage>
  )
}
