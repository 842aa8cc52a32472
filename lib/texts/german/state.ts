import type { Catalogue } from '#domain/text.ts'

export const state: Catalogue = {
  list: 'auflisten',
  get: 'lesen',
  update: 'ändern',
  '{object} in namespace {namespace}': '{object} im Namespace {namespace}',
  'This page could not be made': 'Diese Seite konnte nicht erstellt werden',
  'To {verb} {what} did not work: {message}': 'Nicht gelungen: {what} {verb}. {message}',
  'You may not {verb} {what}': 'Sie dürfen {what} nicht {verb}',
  'See what you may do': 'Ansehen, was Sie dürfen',
  'The cluster answered: {message}': 'Der Cluster antwortete: {message}',
  'Someone who manages access can allow it by a Role or ClusterRole with the verb {verb} on {resource}.':
    'Wer die Rechte verwaltet, kann es mit einer Role oder ClusterRole erlauben, die das Verb {verb} auf {resource} enthält.',
  'Latchkey may not {verb} {what}': 'Latchkey darf {what} nicht {verb}',
  'Your own rights are not in question.': 'An Ihren eigenen Rechten liegt es nicht.',
  'Latchkey is taking this up': 'Latchkey nimmt dies gerade auf',
  'The cluster does not answer': 'Der Cluster antwortet nicht',
  'Nothing was changed. Check that the cluster is up (`kubectl version`), then try again.':
    'Nichts wurde geändert. Prüfen Sie, ob der Cluster läuft (`kubectl version`), und versuchen Sie es dann noch einmal.',
  '{code} · request {id}': '{code} · Anfrage {id}',
  'request {id}': 'Anfrage {id}',
  '{name} is not served by this cluster': '{name} wird von diesem Cluster nicht angeboten',
  'See the kinds it serves': 'Ansehen, welche Arten er anbietet',
  'Its CustomResourceDefinition may not be installed, or was removed, or serves another version. If it was installed just now, try again in a minute.':
    'Vielleicht ist die CustomResourceDefinition nicht installiert, wurde entfernt oder bietet eine andere Version an. Wurde sie gerade erst installiert, versuchen Sie es in einer Minute noch einmal.',
  'This page looks again every two seconds.': 'Diese Seite sieht alle zwei Sekunden nach.',
  'It has not come in a minute. The server’s log says why.': 'Nach einer Minute ist es noch nicht da. Das Log des Servers sagt, warum.',
  'There is no {name} among {resource}': '{name} gibt es unter {resource} nicht',
  'List {resource}': '{resource} auflisten',
  'No object of that name is in namespace {namespace}. It may have been deleted, or never was there under this name.':
    'Im Namespace {namespace} ist kein Objekt dieses Namens. Vielleicht wurde es gelöscht, oder es gab nie eines mit diesem Namen.',
  'No object of that name is in this cluster. It may have been deleted, or never was there under this name.':
    'In diesem Cluster ist kein Objekt dieses Namens. Vielleicht wurde es gelöscht, oder es gab nie eines mit diesem Namen.',
  'This page failed': 'Diese Seite ist fehlgeschlagen',
  'digest {digest}': 'Digest {digest}',
  'Too large to be shown': 'Zu groß zum Anzeigen',
  'Choose a namespace, or narrow it by a filter; kubectl reads it whole.':
    'Wählen Sie einen Namespace, oder grenzen Sie mit einem Filter ein; kubectl liest alles.',
  'kubectl reads it whole.': 'kubectl liest es ganz.',
  'Try again': 'Noch einmal versuchen',
  'Latchkey could not make this page, which changed nothing in the cluster. If it happens again, give what stands below to whoever runs Latchkey.':
    'Latchkey konnte diese Seite nicht erstellen; im Cluster hat das nichts geändert. Geschieht es wieder, geben Sie an die Betreiber von Latchkey weiter, was unten steht.',
  'Trying…': 'Versucht es …',
  'The cluster did not answer. Whether it was done is not known.': 'Der Cluster hat nicht geantwortet. Ob es geschehen ist, ist nicht bekannt.',
}
