import { EditorState, type Extension } from '@codemirror/state'
import type { Text } from '#domain/text.ts'

/** CodeMirror's own words; those it has none for here stay English. */
const german: Record<string, string> = {
  Find: 'Suchen',
  Replace: 'Ersetzen',
  next: 'weiter',
  previous: 'zurück',
  all: 'alle',
  'match case': 'Groß-/Kleinschreibung',
  regexp: 'regulärer Ausdruck',
  'by word': 'ganze Wörter',
  replace: 'ersetzen',
  'replace all': 'alle ersetzen',
  close: 'schließen',
  'current match': 'aktueller Treffer',
  'on line': 'in Zeile',
  'replaced match on line $': 'Treffer in Zeile $ ersetzt',
  'replaced $ matches': '$ Treffer ersetzt',
  'Go to line': 'Gehe zu Zeile',
  go: 'los',
  'Fold line': 'Einklappen',
  'Unfold line': 'Ausklappen',
  'Folded lines': 'Eingeklappt: Zeilen',
  'Unfolded lines': 'Ausgeklappt: Zeilen',
  to: 'bis',
  'folded code': 'eingeklappter Text',
  unfold: 'ausklappen',
  Completions: 'Vorschläge',
  'Selection deleted': 'Auswahl gelöscht',
}

export function editorPhrases(t: Text): Extension {
  return t.language === 'de' ? EditorState.phrases.of(german) : []
}
