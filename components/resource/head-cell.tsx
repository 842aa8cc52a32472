import { ChevronDown, ChevronUp } from 'lucide-react'
import type { MouseEvent } from 'react'
import type { RowSortKey } from '#domain/list-state.ts'

type SortTarget = { column: string } | { field: 'NAMESPACE' | 'HEALTH' }
/** `before`: what stands before the name. */
type Props = {
  name: string
  description?: string
  before?: React.ReactNode
  sortKey: SortTarget
  sortBy: readonly RowSortKey[]
  onSort: (turn: (now: readonly RowSortKey[]) => RowSortKey[]) => void
}

/** The head of a column, which orders the list by it; with shift held also by what it is ordered by already. */
export function HeadCell({ name, description = '', before, sortKey, sortBy, onSort }: Props) {
  const at = sortBy.findIndex(key => isOf(key, sortKey))
  const order = sortBy[at]
  const Icon = order?.descending ? ChevronDown : ChevronUp
  const turn = ({ shiftKey }: MouseEvent) => onSort(now => turned(now, sortKey, shiftKey))
  return (
    <th
      scope="col"
      aria-sort={order ? (order.descending ? 'descending' : 'ascending') : undefined}
      title={description || undefined}
      className={before ? 'select-cell' : undefined}
    >
      {before}
      <button type="button" className="inline-flex items-center gap-1 hover:text-text" onClick={turn}>
        {name}
        <Icon size={12} strokeWidth={1.75} aria-hidden="true" className={order ? '' : 'invisible'} />
        {order && sortBy.length > 1 && <span className="text-text-3">{at + 1}</span>}
      </button>
    </th>
  )
}

function isOf(key: RowSortKey, target: SortTarget): boolean {
  return 'column' in target ? 'column' in key && key.column === target.column : 'field' in key && key.field === target.field
}

/** First one way, then the other, then as it was; `among`: beside what else it is ordered by. */
function turned(now: readonly RowSortKey[], target: SortTarget, among: boolean): RowSortKey[] {
  const at = now.findIndex(key => isOf(key, target))
  const order = now[at]
  const next = order?.descending ? [] : [{ ...target, descending: order !== undefined }]
  if (!among) return next
  return at < 0 ? [...now, ...next] : [...now.slice(0, at), ...next, ...now.slice(at + 1)]
}
