import { annotationText } from './annotation-text.ts'

/** How well an object fits words, and where they were found: `name`, `namespace`, `label app`, `column Host`, `annotation team`. */
export type SearchScore = { score: number; matched: string[] }
export type Searchable = {
  name: string
  namespace: string
  labels: Readonly<Record<string, string>>
  annotations?: Readonly<Record<string, string>>
  cells: readonly { column: string; text: string }[]
}

const scores = { exactName: 100, namePrefix: 80, name: 60, namespace: 40, label: 30, cell: 20, annotation: 10 }

/** The words of a search, in lower case. */
export function searchWords(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

/** The worst of its words counts, as all have to be there; null where one is nowhere. */
export function searchScore(words: readonly string[], object: Searchable): SearchScore | null {
  const matched = new Set<string>()
  let score = scores.exactName
  for (const word of words) {
    const found = placesOf(word, object)
    const [best] = found
    if (!best) return null
    score = Math.min(score, best.score)
    for (const { place } of found) matched.add(place)
  }
  return words.length === 0 ? null : { score, matched: [...matched] }
}

/** Best first. */
function placesOf(word: string, { name, namespace, labels, annotations = {}, cells }: Searchable): { place: string; score: number }[] {
  const lower = name.toLowerCase()
  const byName = lower === word ? scores.exactName : lower.startsWith(word) ? scores.namePrefix : lower.includes(word) ? scores.name : 0
  const has = (text: string) => text.toLowerCase().includes(word)
  return [
    ...(byName > 0 ? [{ place: 'name', score: byName }] : []),
    ...(has(namespace) ? [{ place: 'namespace', score: scores.namespace }] : []),
    ...Object.entries(labels)
      .filter(([key, value]) => has(`${key}=${value}`))
      .map(([key]) => ({ place: `label ${key}`, score: scores.label })),
    // The first cell is the name once more.
    ...cells.filter(({ column, text }) => column !== 'Name' && has(text)).map(({ column }) => ({ place: `column ${column}`, score: scores.cell })),
    ...annotationText(annotations)
      .split('\n')
      .filter(line => line !== '' && has(line))
      .map(line => ({ place: `annotation ${line.split('=', 1)[0]}`, score: scores.annotation })),
  ]
}
