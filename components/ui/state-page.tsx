/** A page or region that has nothing of its own to show: what happened, to what, and what to do next. */
export function StatePage({
  title,
  children,
  actions,
  footnote,
}: {
  title: string
  children: React.ReactNode
  actions?: React.ReactNode
  footnote?: string | undefined
}) {
  return (
    <div className="mx-auto w-full max-w-[560px] px-6 py-14">
      <h1 className="mb-2 text-xl font-semibold">{title}</h1>
      <div className="space-y-3 text-text-2 [overflow-wrap:anywhere]">{children}</div>
      {actions && <div className="mt-5 flex flex-wrap gap-2">{actions}</div>}
      {footnote && <p className="mt-6 font-mono text-sm text-text-3">{footnote}</p>}
    </div>
  )
}
