import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'
import { listPath } from '#domain/page-path.ts'
import type { ResourceRef } from '#domain/resource.ts'

type Props = { resource: ResourceRef; namespace: string | undefined; name: string }

/** No object of that name. */
export function ObjectNotFound({ resource, namespace, name }: Props) {
  return (
    <StatePage
      title={`There is no ${name} among ${resource.resource}`}
      actions={
        <AppLink href={listPath(resource, namespace)} className="button">
          List {resource.resource}
        </AppLink>
      }
    >
      <p>
        No object of that name is {namespace ? `in namespace ${namespace}` : 'in this cluster'}. It may have been deleted, or never was there under this name.
      </p>
    </StatePage>
  )
}
