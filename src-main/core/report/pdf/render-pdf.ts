import { readFileSync } from 'node:fs';
import pdfmake, { type PdfDefinition, type PdfFile } from 'pdfmake';
import { SOFTWARE_VERSION } from '../../version.ts';
import { fontFiles, MONO, SANS } from '../report-fonts.ts';

/** A file inside the PDF. */
export interface PdfAttachment {
  name: string;
  mediaType: string;
  description: string;
  content: string | Uint8Array;
}

export interface PdfPaper {
  title: string;
  author: string;
  subject: string;
  /** The date that stands in the file; everything else depends on the content alone. */
  madeAt: Date;
  attachments: readonly PdfAttachment[];
}

/** Lays out a document and writes it with its fonts and attachments; PDF 1.7. No file or address is read but the fonts. */
export async function renderPdf(paper: PdfPaper, definition: PdfDefinition): Promise<Uint8Array> {
  const fonts = fontFiles();
  const allowed = new Set(Object.values(fonts).flatMap((styles) => Object.values(styles)));
  pdfmake.setFonts(fonts);
  padMono(fonts[MONO]!.normal!);
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => allowed.has(path));
  const { title, author, subject, madeAt } = paper;
  const software = `OpenDEMS ${SOFTWARE_VERSION}`;
  const files = Object.fromEntries(
    paper.attachments.map((attachment) => [attachment.name, fileOf(attachment, madeAt)]),
  );
  return pdfmake
    .createPdf({
      version: '1.7',
      language: 'en',
      displayTitle: true,
      defaultStyle: { font: SANS, fontSize: 8 },
      ...definition,
      files,
      info: { title, author, subject, creator: software, producer: software, creationDate: madeAt, modDate: madeAt },
    })
    .getBuffer();
}

/**
 * The blank of Plex Mono is the last glyph of its file and empty: the font reader looks at the bytes behind it, so that there
 * have to be some. The file is given to the writer from memory, with zeros at its end.
 */
function padMono(path: string): void {
  if (!pdfmake.virtualfs.existsSync(path))
    pdfmake.virtualfs.writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(64)]));
}

/** As a data address: pdfmake takes an attachment's bytes for an object with an address in it. */
function fileOf({ name, mediaType, description, content }: PdfAttachment, madeAt: Date): PdfFile {
  return {
    name,
    type: mediaType,
    description,
    src: `data:${mediaType};base64,${Buffer.from(content).toString('base64')}`,
    relationship: 'Data',
    creationDate: madeAt,
    modifiedDate: madeAt,
  };
}
