/**
 * The part of pdfmake that is used. Its published types pull in the browser's, which the core must not know.
 * Lengths are points (1/72 inch).
 */
declare module 'pdfmake' {
  export interface PdfStyle {
    font?: string;
    fontSize?: number;
    lineHeight?: number;
    bold?: boolean;
    italics?: boolean;
    color?: string;
    alignment?: 'left' | 'right' | 'center';
    /** left, top, right, bottom */
    margin?: number | readonly [number, number] | readonly [number, number, number, number];
  }

  export interface PdfTableLayout {
    hLineWidth?: (row: number, node: { table: { body: unknown[][]; headerRows?: number } }) => number;
    vLineWidth?: (column: number) => number;
    hLineColor?: (row: number) => string;
    paddingLeft?: (column: number) => number;
    paddingRight?: (column: number, node: { table: { widths: unknown[] } }) => number;
    paddingTop?: (row: number) => number;
    paddingBottom?: (row: number) => number;
  }

  export interface PdfNodeObject extends PdfStyle {
    text?: PdfNode;
    style?: string | string[];
    sup?: boolean | { offset?: string | number; fontSize?: number };
    sub?: boolean | { offset?: string | number; fontSize?: number };
    link?: string;
    noWrap?: boolean;
    characterSpacing?: number;
    preserveLeadingSpaces?: boolean;
    preserveTrailingSpaces?: boolean;
    stack?: PdfNode[];
    columns?: PdfNode[];
    columnGap?: number;
    width?: number | string;
    height?: number;
    fit?: [number, number];
    svg?: string;
    image?: string;
    canvas?: unknown[];
    table?: {
      headerRows?: number;
      keepWithHeaderRows?: number;
      dontBreakRows?: boolean;
      widths?: (number | string)[];
      body: PdfNode[][];
    };
    layout?: string | PdfTableLayout;
    colSpan?: number;
    rowSpan?: number;
    unbreakable?: boolean;
    headlineLevel?: number;
    pageBreak?: 'before' | 'after';
    id?: string;
    tocItem?: boolean;
    outline?: boolean;
    outlineText?: string;
    outlineExpanded?: boolean;
  }
  export type PdfNode = string | PdfNodeObject | PdfNode[];

  export interface PdfFile {
    src: string;
    name: string;
    type?: string;
    description?: string;
    relationship?: 'Data' | 'Source' | 'Alternative' | 'Supplement' | 'Unspecified';
    creationDate?: Date;
    modifiedDate?: Date;
    hidden?: boolean;
  }

  /** Where a block of the content came to lie. */
  export interface PdfPlacedNode {
    headlineLevel?: number;
    id?: string;
    pageNumbers: number[];
    startPosition: { pageNumber: number; top: number; verticalRatio: number };
  }

  export interface PdfDefinition {
    content: PdfNode;
    info?: Record<string, string | Date | undefined>;
    language?: string;
    displayTitle?: boolean;
    version?: string;
    pageSize?: string | { width: number; height: number };
    pageMargins?: [number, number, number, number];
    defaultStyle?: PdfStyle;
    styles?: Record<string, PdfStyle>;
    images?: Record<string, string>;
    files?: Record<string, PdfFile>;
    footer?: (page: number, pages: number) => PdfNode;
    header?: (page: number, pages: number) => PdfNode;
    pageBreakBefore?: (
      node: PdfPlacedNode,
      around: { getFollowingNodesOnPage(): PdfPlacedNode[]; getNodesOnNextPage(): PdfPlacedNode[] },
    ) => boolean;
  }

  export interface PdfMake {
    virtualfs: { existsSync(path: string): boolean; writeFileSync(path: string, content: Uint8Array): void };
    setFonts(fonts: Record<string, Partial<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>>): void;
    setUrlAccessPolicy(policy: (url: string) => boolean): void;
    setLocalAccessPolicy(policy: (path: string) => boolean): void;
    createPdf(definition: PdfDefinition): { getBuffer(): Promise<Uint8Array> };
  }
  const pdfmake: PdfMake;
  export default pdfmake;
}
