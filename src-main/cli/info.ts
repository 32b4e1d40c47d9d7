import { formatBytes, formatHours } from './format.ts';
import { printJson, terminal } from './command.ts';
import { infoDocument } from '../core/report/info-document.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { statSync } from 'node:fs';

/** `opendems info`: what a run file holds. */
export function info(file: string, options: { json?: boolean }): void {
  const reader = openRunFile(file);
  try {
    const document = infoDocument(reader);
    if (options.json) {
      printJson(document);
      return;
    }
    const { run } = document;
    const print = terminal.print;
    print(
      `${run.name}  (${run.origin}, ${formatBytes(statSync(file).size)}${document.openEnded ? ', no clean end yet' : ''})`,
    );
    if (run.sample) print(`Sample   ${run.sample.name}${run.sample.composition ? `, ${run.sample.composition}` : ''}`);
    if (run.operator) print(`Operator ${run.operator}`);
    print(`Started  ${run.createdTime}`);
    print('');
    print('Channel                   Role               Unit     Samples  First time (UTC)             Length');
    for (const channel of document.channels) {
      const length =
        channel.firstTime && channel.lastTime
          ? formatHours(Date.parse(channel.lastTime) - Date.parse(channel.firstTime))
          : '-';
      print(
        `${channel.id.padEnd(26)}${channel.role.padEnd(19)}${channel.unit.padEnd(8)}${String(channel.samples).padStart(8)}  ${(channel.firstTime ?? '-').padEnd(29)}${length}`,
      );
    }
    print('');
    print(`${document.gaps.length} gaps, ${document.events.length} events`);
    for (const gap of document.gaps.slice(0, 20))
      print(`  gap ${gap.channelId} from ${gap.fromTime ?? '-'} for ${gap.lengthSeconds.toFixed(1)} s: ${gap.cause}`);
    if (document.gaps.length > 20) print(`  and ${document.gaps.length - 20} more (--json lists all)`);
    print(`rawSha256 ${document.rawSha256}`);
  } finally {
    reader.close();
  }
}
