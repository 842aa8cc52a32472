import { AppLink } from '#components/shell/app-link.tsx'
import { listPath } from '#domain/page-path.ts'
import type { ServedResource } from '#domain/resource.ts'

type Props = { resource: ServedResource; count: React.ReactNode; health: React.ReactNode; access: React.ReactNode; viewable: boolean }

/** One kind on Home. */
export function KindRow({ resource, count, health, access, viewable }: Props) {
  return (
    <tr>
      <td>
        <AppLink href={listPath(resource)} className={`cell font-medium hover:underline ${viewable ? '' : 'text-text-3'}`}>
          {resource.kind}
        </AppLink>
      </td>
      <td className="text-text-2">
        <span className="cell font-mono text-sm">{resource.resource}</span>
      </td>
      <td className="text-right">{count}</td>
      <td className="pl-6">{health}</td>
      <td className="pl-6 text-text-2">
        <span className="cell max-w-none">{access}</span>
      </td>
    </tr>
  )
}
