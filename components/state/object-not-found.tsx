import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { listPath } from '#domain/page-path.ts'
import type { ResourceRef } from '#domain/resource.ts'
import { useText } from '#use-text'

type Props = { resource: ResourceRef; namespace: string | undefined; name: string }

/** No object of that name. */
export function ObjectNotFound({ resource, namespace, name }: Props) {
  const t = useText()
  return (
    <StatePage
      title={t('There is no {name} among {resource}', { name, resource: resource.resource })}
      actions={
        <AppLink href={listPath(resource, namespace)} className="button">
          {t('List {resource}', { resource: resource.resource })}
        </AppLink>
      }
    >
      <p>
        {namespace
          ? t('No object of that name is in namespace {namespace}. It may have been deleted, or never was there under this name.', { namespace })
          : t('No object of that name is in this cluster. It may have been deleted, or never was there under this name.')}
      </p>
    </StatePage>
  )
}
