/** Kinds of files a window consists of; anything else is not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
};

/** A file of the window: names of folders and file below the window's folder, and its content type. */
export interface StaticFile {
  segments: string[];
  contentType: string;
}

/**
 * The file a URL path names, or undefined where it names none. Only plain names pass: no empty or hidden name, no parent,
 * no backslash, no drive letter, no percent-encoded separator, so the path cannot leave the window's folder.
 */
export function staticFileOf(urlPath: string): StaticFile | undefined {
  if (!urlPath.startsWith('/')) return undefined;
  const segments: string[] = [];
  for (const encoded of (urlPath === '/' ? '/index.html' : urlPath).slice(1).split('/')) {
    const name = decoded(encoded);
    if (name === undefined || !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name)) return undefined;
    segments.push(name);
  }
  const extension = /\.([a-z0-9]+)$/.exec(segments.at(-1)!)?.[1] ?? '';
  if (!Object.hasOwn(CONTENT_TYPES, extension)) return undefined;
  return { segments, contentType: CONTENT_TYPES[extension] };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
