import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from '../../../shared/host/security-headers.ts';
import { staticFileOf } from '../../../shared/host/static-path.ts';

describe('staticFileOf', () => {
  it('names the files of a window', () => {
    expect(staticFileOf('/')).toEqual({ segments: ['index.html'], contentType: 'text/html; charset=utf-8' });
    expect(staticFileOf('/assets/main-BX12.js')).toEqual({
      segments: ['assets', 'main-BX12.js'],
      contentType: 'text/javascript; charset=utf-8',
    });
    expect(staticFileOf('/fonts/plex%2Dsans.woff2')?.segments).toEqual(['fonts', 'plex-sans.woff2']);
  });

  it.each([
    '',
    'index.html',
    '/../index.html',
    '/a/../index.html',
    '/%2e%2e/index.html',
    '/a%2f..%2findex.html',
    '/a\\..\\index.html',
    '/C:/index.html',
    '/.git/index.html',
    '/a//index.html',
    '/index.html/',
    '/index.html%00.js',
    '/%',
    '/index',
    '/main.ts',
    '/run.dems',
    '/x.constructor',
  ])('names nothing at %s', (path) => {
    expect(staticFileOf(path)).toBeUndefined();
  });

  it('never leaves the folder, whatever is asked', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('..', '.', '%2e%2e', '\\', '%5c', '/', '%2f', 'a.js', 'index.html', ':', '%00'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const file = staticFileOf(`/${parts.join('/')}`);
        for (const segment of file?.segments ?? []) {
          expect(segment).not.toMatch(/[/\\:%\0]/);
          expect(segment.startsWith('.')).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('security headers', () => {
  it('allow nothing inline, evaluated, framed or from elsewhere', () => {
    // Pictures alone may come as data (the laboratory's logo): a picture cannot run or fetch anything.
    const [pictures, ...others] = CONTENT_SECURITY_POLICY.split('; ').toSorted(
      (a, b) => Number(b.startsWith('img-src')) - Number(a.startsWith('img-src')),
    );
    expect(pictures).toBe("img-src 'self' data:");
    expect(others.join('; ')).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
    for (const directive of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(CONTENT_SECURITY_POLICY).toContain(directive);
    expect(SECURITY_HEADERS['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
  });
});
