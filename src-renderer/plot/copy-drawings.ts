/** What of the window's style sheets a drawing needs when it stands alone. */
const OWN_STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
];

/** Sharp on every screen. */
const SCALE = 2;

/** Copies SVG drawings beside each other as one PNG. @throws where the system denies the clipboard */
export async function copyDrawings(drawings: readonly SVGSVGElement[], background: string): Promise<void> {
  const blob = pictureOf(drawings, background);
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
}

async function pictureOf(drawings: readonly SVGSVGElement[], background: string): Promise<Blob> {
  const images = await Promise.all(drawings.map(imageOf));
  const canvas = document.createElement('canvas');
  canvas.width = images.reduce((sum, { width }) => sum + width, 0) * SCALE;
  canvas.height = Math.max(...images.map(({ height }) => height)) * SCALE;
  const context = canvas.getContext('2d')!;
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let left = 0;
  for (const { image, width, height } of images) {
    context.drawImage(image, left, 0, width * SCALE, height * SCALE);
    left += width * SCALE;
  }
  return new Promise((done, fail) =>
    canvas.toBlob((made) => (made ? done(made) : fail(new Error('the picture could not be made'))), 'image/png'),
  );
}

async function imageOf(drawing: SVGSVGElement): Promise<{ image: HTMLImageElement; width: number; height: number }> {
  const { width, height } = drawing.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standingAlone(drawing))}`;
  await image.decode();
  return { image, width, height };
}

/** The drawing with the styles it has in the window written into it. */
function standingAlone(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const copies = copy.querySelectorAll<SVGElement>('*');
  drawing.querySelectorAll('*').forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of OWN_STYLES) copies[index]!.style.setProperty(name, style.getPropertyValue(name));
  });
  return new XMLSerializer().serializeToString(copy);
}
