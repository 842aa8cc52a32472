import { notFound } from 'next/navigation'
import { type ResourceParams, servedResource } from '../../../../../_data/resource.ts'

/** Nothing below exists for a kind that is not served. */
export default async function ResourceLayout({ params, children }: { params: Promise<ResourceParams>; children: React.ReactNode }) {
  // A discovery that fails is for the page to tell; only a kind that is known not to be there is not found.
  const resource = await servedResource(await params).catch(() => undefined)
  if (resource === null) notFound()
  return children
}
