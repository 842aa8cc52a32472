'use client'

import { useParams } from 'next/navigation'
import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'

/** No object of that name, in the words of the address: pages that are not found are told nothing else. */
export function ObjectNotFound() {
  const params = useParams<Record<'group' | 'version' | 'resource' | 'namespace' | 'name', string>>()
  const list = `/resources/${params.group}/${params.version}/${params.resource}`
  const place = params.namespace === '-' ? 'in this cluster' : `in namespace ${params.namespace}`
  return (
    <StatePage
      title={`There is no ${decodeURIComponent(params.name ?? '')} among ${params.resource}`}
      actions={
        <AppLink href={params.namespace === '-' ? list : `${list}?namespace=${params.namespace}`} className="button">
          List {params.resource}
        </AppLink>
      }
    >
      <p>No object of that name is {place}. It may have been deleted, or never was there under this name.</p>
    </StatePage>
  )
}
