import { Buffer } from 'node:buffer';
import {
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  UserTokenType,
  type ClientSession,
  type ClientSessionPublishService,
  type ClientSessionRawSubscriptionService,
  type EndpointDescription,
  type UserIdentityInfo,
} from 'node-opcua';
import { AppError } from '../../../../shared/api/errors.ts';
import type { HostClock } from '../../../../shared/domain/clock.ts';
import type { OpcUaProfile } from '../../../../shared/domain/profile.ts';
import { APPLICATION_NAME, certificateFacts, leafOf, type ClientIdentity } from './client-identity.ts';
import { decideTrust, isLoopbackHost, type CertificateFacts } from './decide-trust.ts';
import { endsWithin, withDeadline } from './deadline.ts';
import { LIFETIME_MS } from './monitoring-settings.ts';
import { hostAndPortOf, probeTcp } from './probe-tcp.ts';

/** Asks a person whether a server's certificate is to be trusted; it is remembered if so. */
export type AskCertificate = (certificate: CertificateFacts & { endpoint: string }) => Promise<boolean> | boolean;

export interface LinkOptions {
  endpoint: string;
  security: OpcUaProfile['security'];
  user: { name: string; password: string } | null;
  identity: ClientIdentity;
  /** Certificate of the simulated lab started by this program, DER. */
  labCertificate: Uint8Array | undefined;
  /** Absent where nobody can be asked, as during a reconnection. */
  askCertificate: AskCertificate | undefined;
  clock: HostClock;
}

/** A session with the plain services: subscriptions and publishing are steered by us, not by node-opcua. */
export type RawSession = ClientSession & ClientSessionRawSubscriptionService & ClientSessionPublishService;

/** A connection with an active session. node-opcua's own reconnecting is off: link and queue are won back by us. */
export interface Link {
  client: OPCUAClient;
  session: RawSession;
  /** The old session was taken over, with its subscriptions. */
  resumed: boolean;
}

/** For connecting in all, besides the time a person is asked. */
const CONNECT_BUDGET_MS = 7000;
const STEP_MS = 4000;
const CLOSE_MS = 1000;

/** Bounds a step by its own limit and by what is left for all of them. */
type Within = <T>(what: string, work: Promise<T>) => Promise<T>;

/**
 * Connects, secures and signs in; takes over the session of `previous` where the server still has it. Bounded.
 * Rejects with AppErrors or with what the step threw (explain-connection-error.ts).
 */
export async function openLink(options: LinkOptions, previous: Link | null): Promise<Link> {
  const { clock, endpoint } = options;
  let deadlineUs = clock.monotonicUs() + CONNECT_BUDGET_MS * 1000;
  const leftMs = () => Math.max(50, Math.min(STEP_MS, (deadlineUs - clock.monotonicUs()) / 1000));
  const within: Within = (what, work) => withDeadline(clock, leftMs(), what, work);

  await probeTcp(clock, endpoint, leftMs());
  const offered = await discover(options, within);
  const chosen = chooseEndpoint(offered, options);
  if (options.security.mode !== 'None') {
    const askedAtUs = clock.monotonicUs();
    await establishTrust(options, chosen);
    deadlineUs += clock.monotonicUs() - askedAtUs;
  }

  const client = createClient(options, chosen);
  try {
    await within('opening the channel', client.connect(endpoint));
    if (previous && (await endsWithin(clock, leftMs(), client.reactivateSession(previous.session)))) {
      await endsWithin(clock, CLOSE_MS, previous.client.disconnect());
      return { client, session: previous.session, resumed: true };
    }
    const session = await within('signing in', client.createSession(userIdentity(options)));
    return { client, session: session as RawSession, resumed: false };
  } catch (error) {
    await endsWithin(clock, CLOSE_MS, client.disconnect());
    throw error;
  }
}

/** Ends a link within about 2 s whatever the server does. */
export async function closeLink(clock: HostClock, link: Link): Promise<void> {
  await endsWithin(clock, CLOSE_MS, link.session.close(true));
  await endsWithin(clock, CLOSE_MS, link.client.disconnect());
}

function createClient(options: LinkOptions, chosen: EndpointDescription | null): OPCUAClient {
  const secured = chosen !== null && options.security.mode !== 'None';
  return OPCUAClient.create({
    applicationName: APPLICATION_NAME,
    applicationUri: options.identity.applicationUri,
    clientName: APPLICATION_NAME,
    clientCertificateManager: options.identity.manager(),
    // Announced host names are often unresolvable; we stay with the address of the profile.
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 1000 },
    requestedSessionTimeout: LIFETIME_MS,
    transportTimeout: STEP_MS,
    defaultTransactionTimeout: 10_000,
    securityMode: secured ? MessageSecurityMode[options.security.mode] : MessageSecurityMode.None,
    securityPolicy: secured ? SecurityPolicy[options.security.policy] : SecurityPolicy.None,
    ...(secured ? { serverCertificate: leafOf(chosen.serverCertificate) } : {}),
  });
}

async function discover(options: LinkOptions, within: Within): Promise<EndpointDescription[]> {
  const client = createClient(options, null);
  try {
    await within('opening a channel', client.connect(options.endpoint));
    return await within('asking for endpoints', client.getEndpoints());
  } finally {
    await endsWithin(options.clock, CLOSE_MS, client.disconnect());
  }
}

function chooseEndpoint(offered: readonly EndpointDescription[], options: LinkOptions): EndpointDescription {
  const { mode, policy } = options.security;
  const wanted = mode === 'None' ? SecurityPolicy.None : SecurityPolicy[policy];
  const found = offered.find(
    (endpoint) => endpoint.securityMode === MessageSecurityMode[mode] && endpoint.securityPolicyUri === wanted,
  );
  if (found) return found;
  const names = offered.map(
    (endpoint) => `${MessageSecurityMode[endpoint.securityMode]} ${endpoint.securityPolicyUri?.split('#')[1] ?? ''}`,
  );
  throw new AppError({
    code: 'security-not-offered',
    happened: `The server at ${options.endpoint} does not offer ${mode} ${policy}; it offers ${[...new Set(names)].join(', ') || 'nothing'}.`,
    safe: 'Nothing was sent to the server and nothing was recorded.',
    next: 'Enable this security policy on the server, or choose one it offers in the connection profile.',
  });
}

async function establishTrust(options: LinkOptions, chosen: EndpointDescription): Promise<void> {
  const certificate = leafOf(chosen.serverCertificate ?? Buffer.alloc(0));
  const { host } = hostAndPortOf(options.endpoint);
  const facts = certificateFacts(certificate);
  const own = options.labCertificate ? leafOf(Buffer.from(options.labCertificate)) : undefined;
  const decision = decideTrust({
    certificate: facts,
    nowMs: options.clock.utcUs() / 1000,
    isOwnLab: own !== undefined && own.equals(certificate),
    isLoopback: isLoopbackHost(host),
    inTrustedFolder: await options.identity.isTrusted(certificate),
  });
  if (decision === 'trusted') return;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  if (decision === 'expired' || decision === 'not-yet-valid')
    throw new AppError({
      code: 'certificate-not-valid-now',
      happened: `The certificate of ${host} is valid from ${day(facts.validFromMs)} to ${day(facts.validToMs)}, not today.`,
      safe: 'No connection was made and no password was sent.',
      next: 'Check the date of this computer, or renew the certificate on the server.',
    });
  if (await options.askCertificate?.({ ...facts, endpoint: options.endpoint })) {
    await options.identity.trust(certificate);
    return;
  }
  throw new AppError({
    code: 'certificate-untrusted',
    happened: `The certificate of ${host} is not trusted: thumbprint ${facts.thumbprint}, ${facts.subject}.`,
    safe: 'No connection was made and no password was sent.',
    next: 'Compare the thumbprint with the one the server shows, then trust it under Instruments.',
  });
}

function userIdentity(options: LinkOptions): UserIdentityInfo {
  return options.user
    ? { type: UserTokenType.UserName, userName: options.user.name, password: options.user.password }
    : { type: UserTokenType.Anonymous };
}
