/** Sees to it that a wrapped token is good once, over all replicas. */
export type WrappedClaims = {
  /** False where it was claimed before. Throws where that cannot be told: the caller must refuse then. */
  claim(jti: string): Promise<boolean>
  /** Removes claims of tokens that have long ended. */
  sweep(): Promise<void>
}
