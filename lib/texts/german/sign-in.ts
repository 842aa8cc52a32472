import type { Catalogue } from '#domain/text.ts'

export const signIn: Catalogue = {
  'Sign in with a code': 'Mit einem Code anmelden',
  'Or sign in right here with a code. It is good once, for two minutes:':
    'Oder melden Sie sich gleich hier mit einem Code an. Er gilt einmal, zwei Minuten lang:',
  'Sign-in code': 'Anmeldecode',
  'paste the code': 'Code einfügen',
  'I understand, continue': 'Verstanden, weiter',
  'This address belongs to the Kubernetes API, not to Latchkey alone.': 'Diese Adresse gehört der Kubernetes-API, nicht Latchkey allein.',
  'To your browser, everything that the kube-apiserver or {proxy} serves here is one site.':
    'Für Ihren Browser ist alles, was der kube-apiserver oder {proxy} hier ausliefert, eine einzige Website.',
  'A page of any other service behind it, opened in this browser, could use the dashboard as you while you are signed in.':
    'Eine Seite jedes anderen Dienstes dahinter, in diesem Browser geöffnet, könnte das Dashboard in Ihrem Namen benutzen, solange Sie angemeldet sind.',
  'With {proxy}, such a page could use the whole Kubernetes API as you already, signed in here or not.':
    'Mit {proxy} könnte eine solche Seite schon jetzt die ganze Kubernetes-API in Ihrem Namen benutzen, ob Sie hier angemeldet sind oder nicht.',
  'So whoever installed Latchkey lets nobody sign in here. Use the command above.':
    'Darum ist das Anmelden an dieser Adresse in dieser Installation abgeschaltet. Nehmen Sie den Befehl oben.',
  '{command} has none of this. Continue only where you open no other service’s pages at this address.':
    'Bei {command} ist das alles nicht so. Machen Sie nur weiter, wenn Sie unter dieser Adresse keine Seiten anderer Dienste öffnen.',
  'In a terminal whose kubeconfig reaches this cluster, run:': 'Führen Sie in einem Terminal, dessen Kubeconfig diesen Cluster erreicht, diesen Befehl aus:',
  'It opens a new tab, signed in, on an origin of its own.': 'Er öffnet einen neuen Tab, in dem Sie angemeldet sind, unter einer eigenen Adresse.',
}
