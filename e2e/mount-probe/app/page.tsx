import Image from 'next/image'
import { LateParts } from '../components/late-parts.tsx'
import imported from './imported.png'

export default function Home() {
  return (
    <>
      <h1>Home</h1>
      <span style={{ fontFamily: 'var(--font-wide)', fontSize: 10 }} data-testid="wide">
        A
      </span>
      <Image src={imported} alt="imported" />
      {/* biome-ignore lint/performance/noImgElement: an address of public/, relative to <base>, as the product writes them. */}
      <img src="mark.svg" alt="public" width={32} height={32} />
      <div className="background" data-testid="background" />
      <LateParts />
      <p>
        <a href="#part">To the part</a>
      </p>
      <h2 id="part" style={{ marginTop: 2000 }}>
        Part
      </h2>
    </>
  )
}
