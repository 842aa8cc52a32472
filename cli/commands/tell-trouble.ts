import { reportError } from '../io/report-error.ts'
import { say, type Terminal } from '../io/terminal.ts'
import type { OnTrouble } from '../tunnel/credential-trouble.ts'

/** Says in the terminal that the credential of a tunnel has ended, and when it works again. */
export function tellTrouble(terminal: Terminal): OnTrouble {
  return trouble => {
    if (trouble === null) return say(terminal, 'The credential works again.')
    reportError(terminal, trouble, false)
    say(terminal, 'The dashboard goes on by itself once the credential works again.')
  }
}
