import { type ResourceRef, resourceKey } from '#domain/resource.ts'

/** Bytes that cached lists may take: those of one kind together, and all. */
export type CacheLimits = { kindBytes: number; totalBytes: number }
export const cacheLimits: CacheLimits = { kindBytes: 64 * 1024 * 1024, totalBytes: 160 * 1024 * 1024 }

/** What one list takes of the budget. */
export type Share = {
  /** Null where there is room for it to be so large, else why there is not. */
  take(bytes: number): string | null
  release(): void
}
export type ByteBudget = { share(resource: ResourceRef): Share; readonly bytes: number }

/** `makeRoom`: ends a list, of one kind where that is given, that nobody uses at the moment; false where there is none. */
export function createByteBudget({ kindBytes, totalBytes }: CacheLimits, makeRoom: (kind?: string) => boolean): ByteBudget {
  const byKind = new Map<string, number>()
  let total = 0
  return {
    get bytes() {
      return total
    },
    share(resource) {
      const kind = resourceKey(resource)
      let mine = 0
      const set = (bytes: number): void => {
        total += bytes - mine
        const ofKind = (byKind.get(kind) ?? 0) + bytes - mine
        mine = bytes
        if (ofKind > 0) byKind.set(kind, ofKind)
        else byKind.delete(kind)
      }
      return {
        take(bytes) {
          set(bytes)
          while ((byKind.get(kind) ?? 0) > kindBytes)
            if (!makeRoom(kind)) return `Not cached: ${kind} takes more than the ${mebibytes(kindBytes)} MiB that one kind may.`
          while (total > totalBytes) if (!makeRoom()) return `Not cached: all that is cached takes the ${mebibytes(totalBytes)} MiB that it may.`
          return null
        },
        release: () => set(0),
      }
    },
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
