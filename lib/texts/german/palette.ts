import type { Catalogue } from '#domain/text.ts'

export const palette: Catalogue = {
  'Go to': 'Gehe zu',
  'vs reviews, pod/…, certificates, a name, a label': 'vs reviews, pod/…, certificates, ein Name, ein Label',
  Searching: 'Sucht',
  '{count} found': '{count} gefunden',
  Places: 'Ziele',
  'Type a kind, a name, a namespace or a label.': 'Geben Sie eine Art, einen Namen, einen Namespace oder ein Label ein.',
  'Searching…': 'Sucht …',
  'Objects could not be looked for: {reason}': 'Objekte konnten nicht gesucht werden: {reason}',
  'Search every kind for “{text}”': 'Alle Arten nach „{text}“ durchsuchen',
  'every kind': 'alle Arten',
  'Nothing here is called so. Enter searches every kind.': 'Hier heißt nichts so. Die Eingabetaste durchsucht alle Arten.',
  'Objects in {count} of your namespaces are not looked for here: there are too many. Those that you name come first.':
    'Objekte in {count} Ihrer Namespaces werden hier nicht gesucht: Es sind zu viele. Die Sie nennen, kommen zuerst.',
  'not open to you': 'nicht für Sie offen',
  'Search or go to': 'Suchen oder gehen zu',
  Recent: 'Zuletzt',
  Objects: 'Objekte',
  Pages: 'Seiten',
  'what I may do': 'was ich darf',
}
