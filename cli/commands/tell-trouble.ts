import { reportError } from '../io/report-error.ts'
import { say, type Terminal } from '../io/terminal.ts'
import type { OnTrouble } from '../tunnel/credential-trouble.ts'
import type { DoorOptions } from '../tunnel/door.ts'

/** Says in the terminal that the credential of a tunnel has ended, and when it works again. */
export function tellTrouble(terminal: Terminal): OnTrouble {
  return trouble => {
    if (trouble === null) return say(terminal, 'The credential works again.')
    reportError(terminal, trouble, false)
    say(terminal, 'The dashboard goes on by itself once the credential works again.')
  }
}

/** Says in the terminal that a session of the tunnel has ended before its time, and how to go on. */
export function tellLost(terminal: Terminal): DoorOptions['onLost'] {
  return lost => {
    if ('ended' in lost) {
      reportError(terminal, lost.ended, false)
    } else {
      say(terminal, 'A sign-in link was opened a second time. Someone else may have seen it,')
      say(terminal, 'so the session that it began has been ended.')
    }
    say(terminal, terminal.stdinIsTty ? 'Enter opens the dashboard with a new link.' : 'Run `latchkey dashboard` again to sign in.')
  }
}
