/** A step of the demo that failed: which step, why, and what to do about it. Printed as it is; nothing secret in it. */
export class DemoFailure extends Error {
  readonly step: string
  readonly reason: string
  readonly remedy: string

  constructor(step: string, reason: string, remedy: string, options: { cause?: unknown } = {}) {
    super(`${step} failed.\n  Cause: ${reason}\n  To do: ${remedy}`, options)
    this.name = 'DemoFailure'
    this.step = step
    this.reason = reason
    this.remedy = remedy
  }
}

/** Anything thrown in a step, as a DemoFailure of that step; one that names its own step stays as it is. */
export function toDemoFailure(step: string, thrown: unknown): DemoFailure {
  if (thrown instanceof DemoFailure) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new DemoFailure(step, reason, 'Mend the cause and run `npm run demo` again; what is done already is not done twice.', { cause: thrown })
}
