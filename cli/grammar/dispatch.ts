import type { Invocation } from '../invocation.ts'

/** Runs an understood command line. Its failure is an AppError for the top handler. */
export type Dispatch = (invocation: Invocation) => Promise<void>
