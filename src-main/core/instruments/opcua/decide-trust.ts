/** What is known of a server's certificate before it is trusted. */
export interface CertificateFacts {
  /** SHA-1 of the certificate, upper-case hexadecimal, as OPC-UA tools show it. */
  thumbprint: string;
  subject: string;
  /** Validity, UTC milliseconds. */
  validFromMs: number;
  validToMs: number;
}

export interface TrustFacts {
  certificate: CertificateFacts;
  nowMs: number;
  /** It lies in the trusted folder. */
  inTrustedFolder: boolean;
  /** It is the certificate of the simulated lab that this program started itself, byte for byte. */
  isOwnLab: boolean;
  /** The endpoint's host is this computer's loopback address. */
  isLoopback: boolean;
}

/** `ask`: only a person can accept it, by its thumbprint. */
export type TrustDecision = 'trusted' | 'ask' | 'expired' | 'not-yet-valid';

/** Nothing is trusted because it is there: the own lab on loopback, the trusted folder, or a person. */
export function decideTrust(facts: TrustFacts): TrustDecision {
  if (facts.isOwnLab && facts.isLoopback) return 'trusted';
  if (facts.nowMs > facts.certificate.validToMs) return 'expired';
  if (facts.nowMs < facts.certificate.validFromMs) return 'not-yet-valid';
  return facts.inTrustedFolder ? 'trusted' : 'ask';
}

/** True for addresses that cannot leave this computer. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
