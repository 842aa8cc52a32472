import { isNamePointer, type Pointer } from './pointer.ts'

/** Without what the status of an object in `namespace` names again: it mostly repeats what was asked for. */
export function withoutRepeats(pointers: readonly Pointer[], namespace: string | undefined): Pointer[] {
  const told = new Set<string>()
  const repeats = (pointer: Pointer): boolean => {
    if (!isNamePointer(pointer)) return false
    const key = JSON.stringify([pointer.kind, pointer.namespace || namespace || null, pointer.name])
    const isRepeat = isOfStatus(pointer.via) && told.has(key)
    told.add(key)
    return isRepeat
  }
  return pointers.filter(pointer => !repeats(pointer))
}

/** Whether the path of a field begins with the status of its object. */
export function isOfStatus(via: string): boolean {
  return /^status(?:[.[]|$)/.test(via)
}
