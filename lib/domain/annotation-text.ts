import { lastApplied } from './last-applied.ts'

/** Characters. What tools keep in annotations may be 256 KiB; words that people look for stand at the beginning. */
const longest = { one: 256, all: 2_048 }

/** Annotations as they can be searched: `key=value`, one a line. */
export function annotationText(annotations: Readonly<Record<string, string>> | undefined): string {
  if (!annotations) return ''
  const lines = Object.entries(annotations).filter(([key]) => key !== lastApplied)
  return lines
    .map(([key, value]) => `${key}=${value}`.slice(0, longest.one).replace(/\s+/g, ' '))
    .join('\n')
    .slice(0, longest.all)
}
