/** A client certificate of nobody: self-signed, its key thrown away; it ended on 2026-11-24 23:43:37Z. */
export const certificatePem = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUeTFJijl3g/AlNt/+qTZCPYSYETIwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEamFuZTAeFw0yNjExMjMyMzQzMzdaFw0yNjExMjQyMzQzMzda
MA8xDTALBgNVBAMMBGphbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATeOijd
8HfAcMXWclpMdiRxTdZKfKaqsDK4YaVD5edEsvQ0nwvu6b4i5u9nMMcqwlorE2D8
Ks64MkyRXVXGkttlo1MwUTAdBgNVHQ4EFgQUQcu6L64bVkh2lL/KT01XFNOIsuIw
HwYDVR0jBBgwFoAUQcu6L64bVkh2lL/KT01XFNOIsuIwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiEA44FsJtFqyvNlSWI+Zxvvdaa9pvIw4pJ6xYA1
rfcF9HoCIFOMgHe9vXoGnfXqeELOixNq9weMTa92A4WfvZDA64g3
-----END CERTIFICATE-----
`
