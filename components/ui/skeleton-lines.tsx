const widths = ['w-2/3', 'w-1/2', 'w-3/5', 'w-2/5', 'w-1/2', 'w-3/4']

/** Lines in the place of text that is on its way, as many and as far apart as that will be; `label` says so to who does not see them. */
export function SkeletonLines({ label, lines = 5, gap = 'space-y-4' }: { label: string; lines?: number; gap?: string }) {
  return (
    <div className={`${gap} p-3`}>
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture.
        <div key={index} aria-hidden="true" className={`skeleton block h-3 ${widths[index % widths.length]}`} />
      ))}
    </div>
  )
}
