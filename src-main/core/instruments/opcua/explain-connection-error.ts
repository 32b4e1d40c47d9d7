import { AppError, type Problem } from '../../../../shared/api/errors.ts';

/** What was tried, for the words of the error. */
export interface ConnectionContext {
  endpoint: string;
  /** Name of the user, null if anonymous. */
  userName: string | null;
  /** e.g. `SignAndEncrypt Basic256Sha256`. */
  security: string;
}

interface Explanation {
  code: string;
  matches: RegExp;
  happened: (context: ConnectionContext) => string;
  next: string;
}

const host = (context: ConnectionContext) => /^opc\.tcp:\/\/([^/]+)/.exec(context.endpoint)?.[1] ?? context.endpoint;

const SAFE = 'Nothing was changed on the server and nothing was recorded.';

/** In order: the first that matches explains. Status names are OPC-UA's own (Part 6, Annex A). */
const EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'endpoint-not-found',
    matches: /ENOTFOUND|EAI_AGAIN|EAI_NODATA|ENODATA/,
    happened: (context) => `The name of the server is not known to this network: ${host(context)}.`,
    next: 'Check the spelling of the endpoint, or use the server’s IP address.',
  },
  {
    code: 'connection-refused',
    matches: /ECONNREFUSED/,
    happened: (context) => `The computer answers, but no OPC-UA server listens at ${host(context)}.`,
    next: 'Start the server, and check the port (4840 is usual, 49320 for Kepware).',
  },
  {
    code: 'host-unreachable',
    matches: /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/,
    happened: (context) => `The server’s computer cannot be reached: ${host(context)}.`,
    next: 'Check the network cable and that both computers are in the same network.',
  },
  {
    code: 'user-refused',
    matches: /BadUserAccessDenied|BadIdentityToken(Rejected|Invalid)|BadUserSignatureInvalid/,
    happened: (context) =>
      context.userName === null
        ? `The server at ${host(context)} does not let anonymous users in.`
        : `The server at ${host(context)} refuses the user name or the password of ${context.userName}.`,
    next: 'Check user name and password in the connection profile.',
  },
  {
    code: 'user-kind-not-offered',
    matches: /(ANONYMOUS|USERNAME) user token policy/,
    happened: (context) =>
      context.userName === null
        ? `The server at ${host(context)} does not let anonymous users in.`
        : `The server at ${host(context)} does not accept user names and passwords.`,
    next: 'Choose another way to sign in in the connection profile.',
  },
  {
    code: 'client-certificate-refused',
    matches: /BadSecurityChecksFailed|BadCertificate\w*|BadApplicationSignatureInvalid/,
    happened: (context) => `The server at ${host(context)} does not trust the certificate of this program.`,
    next: 'Trust the certificate of OpenDEMS in the server’s own administration, then connect again.',
  },
  {
    code: 'security-not-offered',
    matches: /BadSecurityPolicyRejected|BadSecurityModeRejected|cannot find endpoint for securityMode/i,
    happened: (context) => `The server at ${host(context)} does not offer ${context.security}.`,
    next: 'Enable this security policy on the server, or choose one it offers in the connection profile.',
  },
  {
    code: 'too-many-sessions',
    matches: /BadTooManySessions|BadMaxConnectionsReached|BadTcpNotEnoughResources/,
    happened: (context) => `The server at ${host(context)} has no room for another session.`,
    next: 'Close other OPC-UA clients of this server, or wait until it drops their sessions.',
  },
  {
    code: 'not-an-opc-ua-server',
    matches: /ECONNRESET|EPIPE|third party|hadError|BadTcp|BadProtocolVersion|BadConnectionClosed/,
    happened: (context) => `What listens at ${host(context)} closes the connection; it may not be an OPC-UA server.`,
    next: 'Check the port of the endpoint (4840 is usual, 49320 for Kepware).',
  },
  {
    code: 'connection-timeout',
    matches: /ETIMEDOUT|BadTimeout|BadRequestTimeout|timed? ?out/i,
    happened: (context) => `The server at ${host(context)} did not answer in time.`,
    next: 'Check the address, the firewall and that the server is running.',
  },
];

/** The first line of whatever was thrown, with the code of the operating system where there is one. */
function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = (thrown as Error & { code?: unknown }).code;
  return typeof code === 'string' ? `${code} ${thrown.message}` : thrown.message;
}

/** Turns whatever a first connection threw into words and a next step. AppErrors pass through. */
export function explainConnectionError(thrown: unknown, context: ConnectionContext): AppError {
  if (thrown instanceof AppError) return thrown;
  const text = textOf(thrown);
  const explanation = EXPLANATIONS.find((candidate) => candidate.matches.test(text));
  const problem: Problem = explanation
    ? { code: explanation.code, happened: explanation.happened(context), safe: SAFE, next: explanation.next }
    : {
        code: 'connection-failed',
        happened: `The connection to ${context.endpoint} failed: ${(text.split('\n')[0] ?? text).trim().replace(/\.$/, '')}.`,
        safe: SAFE,
        next: 'Check endpoint, security and user in the connection profile.',
      };
  return new AppError(problem, { cause: thrown });
}
