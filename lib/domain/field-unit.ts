const units: readonly (readonly [RegExp, string])[] = [
  [/(?:[Mm]illiseconds|[Mm]illis|[a-z]Ms)$/, 'ms'],
  [/seconds$/i, 's'],
  [/minutes$/i, 'min'],
  [/hours$/i, 'h'],
  [/days$/i, 'd'],
  [/bytes$/i, 'B'],
  [/percent(?:age)?$/i, '%'],
]

/** The unit of a number, where the name of its field ends in one, as the API conventions want it (`timeoutSeconds`); '' otherwise. */
export function fieldUnit(name: string): string {
  return units.find(([ending]) => ending.test(name))?.[1] ?? ''
}
