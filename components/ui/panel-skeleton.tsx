import { SkeletonLines } from './skeleton-lines.tsx'

/** A panel whose content is on its way. */
export function PanelSkeleton({ title, label, lines = 2 }: { title: string; label: string; lines?: number }) {
  return (
    <section aria-label={title} className="panel">
      <h2 className="section-title flex h-9 items-center border-b border-line px-3">{title}</h2>
      <SkeletonLines label={label} lines={lines} />
    </section>
  )
}
