import type { Catalogue } from '#domain/text.ts'

export const ui: Catalogue = {
  'Why not': 'Warum nicht',
  'Copy command': 'Befehl kopieren',
  Copied: 'Kopiert',
  'added: ': 'neu: ',
  'removed: ': 'entfernt: ',
}
