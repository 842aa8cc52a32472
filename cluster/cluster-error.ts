/** Something the user can act on: the message says what happened, to what, and what to do next. */
export class ClusterError extends Error {
  override name = 'ClusterError'
  /** Process exit code: 2 for a wrong command line, 1 for everything else. */
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
