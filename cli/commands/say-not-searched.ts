import { resourceKey } from '../../lib/domain/resource.ts'
import { say, type Terminal } from '../io/terminal.ts'

type NotSearched = { group: string; resource: string; code: string; reason: string }

/** Says what was not looked through, and why: what the user may not list is told together, as what has the same reason. */
export function sayNotSearched(terminal: Terminal, notSearched: readonly NotSearched[]): void {
  const byReason = Map.groupBy(notSearched, ({ code, reason }) => (code === 'FORBIDDEN' ? 'you may not list them there.' : reason))
  for (const [reason, kinds] of byReason) {
    const names = [...new Set(kinds.map(resourceKey))]
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
    say(terminal, `Not looked through: ${shown}: ${reason}`)
  }
}
