/**
 * How logs are looked at, as the address has it, named as the kube-apiserver's own `…/log?` where it knows it:
 * `?pod=…&container=…&tailLines=100&filter=…&follow=false&previous=true&timestamps=true&wrap=true`. `pod`, `container`: '' for what is shown
 * unless somebody chooses.
 */
export type LogQuery = {
  pod: string
  container: string
  tailLines: number
  filter: string
  follow: boolean
  previous: boolean
  timestamps: boolean
  wrap: boolean
}

/** For `container`: every one of a pod. No container has that name. */
export const everyContainer = '*'
/** How many of a log's last lines may be asked for. */
export const tailChoices = [100, 500, 2_000, 10_000]

const plain: LogQuery = { pod: '', container: '', tailLines: 500, filter: '', follow: true, previous: false, timestamps: false, wrap: false }
const most = { filter: 1_000, name: 253 }

/** What the address says; what it says wrongly counts as not said. */
export function parseLogQuery(query: URLSearchParams): LogQuery {
  const isOn = (name: 'follow' | 'previous' | 'timestamps' | 'wrap'): boolean => (query.get(name) === String(!plain[name]) ? !plain[name] : plain[name])
  return {
    pod: nameOf(query.get('pod')),
    container: nameOf(query.get('container')),
    tailLines: tailChoices.find(count => String(count) === query.get('tailLines')) ?? plain.tailLines,
    filter: (query.get('filter') ?? '').slice(0, most.filter),
    follow: isOn('follow'),
    previous: isOn('previous'),
    timestamps: isOn('timestamps'),
    wrap: isOn('wrap'),
  }
}

/** The address with this in it and everything else as it is. */
export function withLogQuery(query: URLSearchParams, log: LogQuery): URLSearchParams {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries({ ...log, filter: log.filter.trim() })) {
    if (value === plain[name as keyof LogQuery]) next.delete(name)
    else next.set(name, String(value))
  }
  return next
}

function nameOf(text: string | null): string {
  return text !== null && text.length <= most.name ? text : ''
}
