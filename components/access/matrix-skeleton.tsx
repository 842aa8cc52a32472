import { SkeletonRow } from '#components/ui/skeleton-row.tsx'
import { useText } from '#use-text'
import { MatrixSection } from './matrix-section.tsx'

/** About as many as fill a window; nothing stands below them. */
const rows = Array.from({ length: 20 }, (_, index) => index)

/** The matrix while the cluster is asked what may be done where. */
export function MatrixSkeleton() {
  const t = useText()
  return (
    <MatrixSection controls={<span aria-hidden="true" className="skeleton h-7 w-64" />}>
      <span className="sr-only">{t('Asking what you may do…')}</span>
      <div className="panel overflow-hidden" aria-hidden="true">
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t('Kind')}</th>
              <th scope="col">{t('Whole cluster')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(index => (
              <SkeletonRow key={index} index={index} width={2} />
            ))}
          </tbody>
        </table>
      </div>
    </MatrixSection>
  )
}
