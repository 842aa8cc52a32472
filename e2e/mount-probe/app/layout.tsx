import type { Metadata } from 'next'
import localFont from 'next/font/local'
import { Navigation } from '../components/navigation.tsx'
import { Whereabouts } from '../components/whereabouts.tsx'
import './probe.css'

// One glyph, an A three ems wide: that it is used can be measured.
const wide = localFont({ src: './wide.otf', variable: '--font-wide' })

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Mount probe', icons: { icon: 'mark.svg' } }

export default function RootLayout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en" className={wide.variable}>
      <body>
        <Navigation />
        <Whereabouts />
        <main>{children}</main>
      </body>
    </html>
  )
}
