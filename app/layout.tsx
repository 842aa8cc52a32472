import './globals.css'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { Providers } from '#components/shell/providers.tsx'
import { parseTheme, themeCookie } from '#domain/theme.ts'
import { requestContext } from '#server/request-context.ts'
import { catalogueOf } from '#texts/catalogues.ts'

// Every page is made for one request: its mount, its nonce, its user.
export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: { default: 'Latchkey', template: '%s · Latchkey' },
  icons: { icon: 'icon.svg' },
}

export default async function RootLayout({ children }: { children: React.ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value)
  const { nonce, prefix, language } = requestContext()
  return (
    <html lang={language} {...(theme === 'system' ? {} : { 'data-theme': theme })} suppressHydrationWarning>
      <head>
        {/* The server writes the same right after <head>; this one stands when React makes the whole document anew after an error. */}
        <base href={`${prefix}/`} />
      </head>
      <body>
        <Providers nonce={nonce} renderedAtMs={Date.now()} language={language} catalogue={catalogueOf(language)}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
