import { CircleX, Info, TriangleAlert } from 'lucide-react'

type Tone = 'info' | 'warning' | 'error'

const looks: Record<Tone, { box: string; ink: string; Icon: typeof Info }> = {
  info: { box: 'bg-sunken', ink: 'text-text-2', Icon: Info },
  warning: { box: 'bg-notice', ink: 'text-warning', Icon: TriangleAlert },
  error: { box: 'bg-danger', ink: 'text-failing', Icon: CircleX },
}

const roles: Record<Tone, 'note' | 'status' | 'alert'> = { info: 'note', warning: 'status', error: 'alert' }

/** Something to know before going on, in the flow of the page. Errors are announced at once, warnings politely; what only explains is not. */
export function Callout({ tone = 'info', title, children, actions }: { tone?: Tone; title: string; children?: React.ReactNode; actions?: React.ReactNode }) {
  const { box, ink, Icon } = looks[tone]
  return (
    <div role={roles[tone]} className={`flex gap-2.5 rounded-md border border-line px-3 py-2.5 ${box}`}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={`mt-0.5 shrink-0 ${ink}`} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children && <div className="text-text-2 [overflow-wrap:anywhere]">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
