export function RailSkeleton() {
  return (
    <div className="space-y-3 px-4 py-4" aria-hidden="true">
      {['w-24', 'w-36', 'w-28', 'w-40', 'w-32', 'w-28'].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture.
        <div key={index} className={`skeleton h-3 ${width}`} />
      ))}
    </div>
  )
}
