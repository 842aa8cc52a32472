import type { Catalogue } from '#domain/text.ts'

export const errors: Catalogue = {
  'The request is not understood.': 'Die Anfrage ist nicht zu verstehen.',
  'The request carries a header that only the server may set.': 'Die Anfrage trägt einen Header, den nur der Server setzen darf.',
  'This route does not answer that method.': 'Diese Route antwortet nicht auf diese Methode.',
  'The request body is larger than this route accepts.': 'Der Inhalt der Anfrage ist größer, als diese Route annimmt.',
  'The request body is of a media type that this route does not accept.': 'Der Inhalt der Anfrage hat einen Medientyp, den diese Route nicht annimmt.',
  'This route is a WebSocket, and the request asks for none.': 'Diese Route ist ein WebSocket, und die Anfrage verlangt keinen.',
  'The GraphQL document does not fit the schema.': 'Das GraphQL-Dokument passt nicht zum Schema.',
  'The GraphQL document asks for more than one operation may.': 'Das GraphQL-Dokument verlangt mehr, als eine Operation darf.',
  'This server knows no persisted operation of that id. Reload the page.':
    'Dieser Server kennt keine gespeicherte Operation mit dieser Id. Laden Sie die Seite neu.',
  'The command line is not understood.': 'Die Befehlszeile ist nicht zu verstehen.',
  'No session. Run `latchkey dashboard` to sign in.': 'Keine Sitzung. Führen Sie `latchkey dashboard` aus, um sich anzumelden.',
  'The session is not one that this server issued. Run `latchkey dashboard` to sign in again.':
    'Die Sitzung stammt nicht von diesem Server. Führen Sie `latchkey dashboard` aus, um sich neu anzumelden.',
  'The session has ended. Run `latchkey dashboard` to sign in again.': 'Die Sitzung ist beendet. Führen Sie `latchkey dashboard` aus, um sich neu anzumelden.',
  'This session was signed out. Run `latchkey dashboard` to sign in again.':
    'Diese Sitzung wurde abgemeldet. Führen Sie `latchkey dashboard` aus, um sich neu anzumelden.',
  'This browser has signed in again since the page was opened. Reload the page.':
    'Dieser Browser hat sich neu angemeldet, seit die Seite geöffnet wurde. Laden Sie die Seite neu.',
  'The cluster does not accept this credential.': 'Der Cluster nimmt diese Zugangsdaten nicht an.',
  'The credential has expired. Renew it as for kubectl and try again.':
    'Die Zugangsdaten sind abgelaufen. Erneuern Sie sie wie für kubectl und versuchen Sie es noch einmal.',
  'This sign-in link or code is not one that this server issued. `latchkey dashboard` and `latchkey login --code` give new ones.':
    'Dieser Anmeldelink oder -code stammt nicht von diesem Server. `latchkey dashboard` und `latchkey login --code` geben neue.',
  'This sign-in link or code has expired. `latchkey dashboard` and `latchkey login --code` give new ones.':
    'Dieser Anmeldelink oder -code ist abgelaufen. `latchkey dashboard` und `latchkey login --code` geben neue.',
  'This sign-in link or code has been used. `latchkey dashboard` and `latchkey login --code` give new ones.':
    'Dieser Anmeldelink oder -code ist verbraucht. `latchkey dashboard` und `latchkey login --code` geben neue.',
  'This sign-in link belongs to another Latchkey process. Run `latchkey dashboard` for your own.':
    'Dieser Anmeldelink gehört zu einem anderen Latchkey-Prozess. Führen Sie `latchkey dashboard` für Ihren eigenen aus.',
  'Latchkey does not act as this identity.': 'Latchkey handelt nicht als diese Identität.',
  'You are in more groups than the cookies of a browser can carry, about 1,200. The commands of `latchkey` work without cookies.':
    'Sie sind in mehr Gruppen, als die Cookies eines Browsers fassen, etwa 1.200. Die Befehle von `latchkey` kommen ohne Cookies aus.',
  'The cluster denies this to you.': 'Der Cluster verweigert Ihnen das.',
  'Latchkey itself was not given this in this cluster, whatever your rights are. kubectl can do it.':
    'Latchkey selbst hat das in diesem Cluster nicht bekommen, gleich welche Rechte Sie haben. kubectl kann es.',
  'This address belongs to a `latchkey` process of this computer, and the request does not come from whom it opened the door for.':
    'Diese Adresse gehört zu einem `latchkey`-Prozess dieses Rechners, und die Anfrage kommt nicht von dem, für den er die Tür geöffnet hat.',
  'The request does not come from this dashboard.': 'Die Anfrage kommt nicht von diesem Dashboard.',
  'Signing in at an address of the kube-apiserver itself is turned off in this installation. Use `latchkey dashboard`.':
    'Das Anmelden an einer Adresse des kube-apiservers selbst ist in dieser Installation abgeschaltet. Nehmen Sie `latchkey dashboard`.',
  'You may not reach the Latchkey service through the kube-apiserver.': 'Sie dürfen den Latchkey-Service nicht über den kube-apiserver erreichen.',
  'Not found.': 'Nicht gefunden.',
  'Latchkey is not installed in this cluster. An admin installs it with `latchkey install`.':
    'Latchkey ist in diesem Cluster nicht installiert. Ein Admin installiert es mit `latchkey install`.',
  'The object was changed by someone else in the meantime.': 'Das Objekt wurde inzwischen von jemand anderem geändert.',
  'An object of that name exists already.': 'Ein Objekt dieses Namens gibt es schon.',
  'What was asked for is too old; ask anew.': 'Was gefragt war, ist zu alt; fragen Sie neu.',
  'The cluster does not accept the object as it is.': 'Der Cluster nimmt das Objekt so nicht an.',
  'Too many requests. Try again in a moment.': 'Zu viele Anfragen. Versuchen Sie es gleich noch einmal.',
  'The kube-apiserver does not answer.': 'Der kube-apiserver antwortet nicht.',
  'This is new in the cluster, and Latchkey is just taking it up. Try again in a few seconds.':
    'Das ist neu im Cluster, und Latchkey nimmt es gerade auf. Versuchen Sie es in einigen Sekunden noch einmal.',
  'Latchkey is starting or has lost the cluster. Try again in a moment.':
    'Latchkey startet gerade oder hat den Cluster verloren. Versuchen Sie es gleich noch einmal.',
  'The answer took too long.': 'Die Antwort hat zu lange gedauert.',
  'Latchkey failed. The request id finds the cause in its log.': 'Latchkey ist gescheitert. Mit der Id der Anfrage findet sich die Ursache in seinem Log.',
  'The kubeconfig cannot be used.': 'Das Kubeconfig ist nicht zu gebrauchen.',
  'The credential plugin of the kubeconfig failed.': 'Das Credential-Plugin des Kubeconfigs ist gescheitert.',
  'The local port is in use.': 'Der lokale Port ist belegt.',
  'Latchkey did not become ready.': 'Latchkey wurde nicht bereit.',
}
