import type { FormField } from './form-node.ts'

/** Fields that are called so or said to be: the one of that very name first, then those that begin with it, that have it in them, that are described by it. */
export function fieldsCalled(fields: readonly FormField[], text: string): FormField[] {
  const wanted = text.trim().toLowerCase()
  const rank = ({ name, description }: FormField): number => {
    const own = name.toLowerCase()
    if (own === wanted) return 0
    if (own.startsWith(wanted)) return 1
    if (own.includes(wanted)) return 2
    return description.toLowerCase().includes(wanted) ? 3 : 4
  }
  return fields
    .map(field => ({ field, rank: rank(field) }))
    .filter(each => each.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => field)
}
