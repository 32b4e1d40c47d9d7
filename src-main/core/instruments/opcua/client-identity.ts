import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createHash, X509Certificate } from 'node:crypto';
import { OPCUACertificateManager, StatusCodes } from 'node-opcua';
import type { CertificateFacts } from './decide-trust.ts';

/** The name this program shows to servers. */
export const APPLICATION_NAME = 'OpenDEMS';

/** The client's own key and certificate, and the folder of servers it trusts. */
export interface ClientIdentity {
  /** For one client; node-opcua disposes of it with the client. */
  manager(): OPCUACertificateManager;
  applicationUri: string;
  isTrusted(certificate: Buffer): Promise<boolean>;
  trust(certificate: Buffer): Promise<void>;
}

/**
 * Opens the identity kept under `pkiFolder` (`own`, `trusted/certs`, `rejected`, `issuers`); key and certificate are
 * created when the first client connects. The key stays in that folder, readable by its owner only.
 */
export function openClientIdentity(pkiFolder: string): ClientIdentity {
  mkdirSync(pkiFolder, { recursive: true, mode: 0o700 });
  const manager = () =>
    new OPCUACertificateManager({
      rootFolder: pkiFolder,
      automaticallyAcceptUnknownCertificate: false,
      // No watchers: the folders are read again with every client, and nothing may keep the process alive.
      disableFileWatchers: true,
    });
  const withManager = async <T>(work: (store: OPCUACertificateManager) => Promise<T>): Promise<T> => {
    const store = manager();
    await store.initialize();
    try {
      return await work(store);
    } finally {
      await store.dispose();
    }
  };
  return {
    manager,
    applicationUri: applicationUriIn(pkiFolder) ?? `urn:${hostname()}:${APPLICATION_NAME}`,
    isTrusted: (certificate) =>
      withManager(async (store) => (await store.getTrustStatus(certificate)).equals(StatusCodes.Good)),
    trust: (certificate) => withManager((store) => store.trustCertificate(certificate)),
  };
}

/** The URI in the certificate must be the one we announce, also after the computer was renamed. */
function applicationUriIn(pkiFolder: string): string | undefined {
  const file = join(pkiFolder, 'own', 'certs', 'client_certificate.pem');
  if (!existsSync(file)) return undefined;
  try {
    const names = new X509Certificate(readFileSync(file)).subjectAltName ?? '';
    return /URI:([^,\s]+)/.exec(names)?.[1];
  } catch {
    // An unreadable certificate is node-opcua's to complain about.
    return undefined;
  }
}

/** The first certificate of a chain in DER: chains are certificates one after the other. */
export function leafOf(chain: Buffer): Buffer {
  if (chain.length < 4 || chain[0] !== 0x30 || chain[1] !== 0x82) return chain;
  return chain.subarray(0, 4 + chain.readUInt16BE(2));
}

/** What a person needs to judge a certificate. */
export function certificateFacts(certificate: Buffer): CertificateFacts {
  const parsed = new X509Certificate(certificate);
  return {
    thumbprint: createHash('sha1').update(certificate).digest('hex').toUpperCase(),
    subject: parsed.subject.replaceAll('\n', ', '),
    validFromMs: Date.parse(parsed.validFrom),
    validToMs: Date.parse(parsed.validTo),
  };
}
